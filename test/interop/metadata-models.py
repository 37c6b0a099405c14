#!/usr/bin/env python3
"""Airbyte's own models of metadata.yaml and of a registry over ours, unmodified.

Needs `pip install airbyte-connector-models`. Exit status: 0 when all is well, 1 when something does not
fit, 77 when the models are not installed.
"""

import json
import os
import subprocess
import sys
import tempfile

from emulators import ROOT, equal

CONNECTORS = ["source-salesforce", "source-cohort", "destination-salesforce", "destination-cohort"]


def main() -> int:
    try:
        import yaml
        from airbyte_connector_models.metadata.v0 import connector_metadata_definition_v0 as metadata
        from airbyte_connector_models.metadata.v0 import connector_registry_v0 as registry
    except ImportError:
        print("skipped: airbyte-connector-models is not installed")
        return 77
    for name in CONNECTORS:
        with open(os.path.join(ROOT, name, "metadata.yaml"), encoding="utf-8") as file:
            metadata.ConnectorMetadataDefinitionV0.model_validate(yaml.safe_load(file))
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", "spec/build/registry.mjs", "--out", folder, "--url", "http://registry.example.com/"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(folder, "registries/v0/oss_registry.json"), encoding="utf-8") as file:
            read = registry.ConnectorRegistryV0.model_validate(json.load(file))
    equal((len(read.sources), len(read.destinations)), (2, 2), "entries of the registry")
    print("metadata and registry models: all is well")
    return 0


if __name__ == "__main__":
    sys.exit(main())
