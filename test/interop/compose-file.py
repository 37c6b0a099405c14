#!/usr/bin/env python3
"""The Docker Compose file of docs/running/postgresql-store.md against the schema of the Compose Specification.

Needs `pip install jsonschema PyYAML` and `pip install --no-deps docker-compose==1.29.2`, which holds the schema. Exit
status: 0 when all is well, 1 when something does not fit, 77 when one of them is not installed.
"""

import importlib.util
import json
import os
import re
import sys

from emulators import ROOT, equal

PAGE = os.path.join(ROOT, "docs/running/postgresql-store.md")


def main() -> int:
    compose = importlib.util.find_spec("compose")
    try:
        import jsonschema
        import yaml
    except ImportError:
        compose = None
    if compose is None:
        print("skipped: docker-compose, jsonschema or PyYAML is not installed")
        return 77
    schema_path = os.path.join(compose.submodule_search_locations[0], "config", "compose_spec.json")
    with open(schema_path, encoding="utf-8") as file:
        validator = jsonschema.Draft7Validator(json.load(file))
    with open(PAGE, encoding="utf-8") as file:
        blocks = re.findall(r"```yaml\n(.*?)```", file.read(), re.DOTALL)
    [document] = [each for each in map(yaml.safe_load, blocks) if "services" in each]
    validator.validate(document)
    equal(sorted(document["services"]), ["console", "db", "worker"], "services of the page")
    document["services"]["worker"]["comand"] = []
    equal(validator.is_valid(document), False, "whether a key that Compose does not know is accepted")
    print("the Compose file against the Compose Specification's schema: all is well")
    return 0


if __name__ == "__main__":
    sys.exit(main())
