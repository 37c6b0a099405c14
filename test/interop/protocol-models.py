#!/usr/bin/env python3
"""Every line of a whole run of all four connectors, as the protocol's own Python models see it.

Needs `pip install airbyte-protocol-models-pdv2` and a built project. The models keep what they do not
know, so a name that is spelled wrong is found as one of those. Exit status: 0 when all is well, 1 when
a line does not fit, 77 when the models are not installed.
"""

import json
import sys
from collections import Counter

from emulators import emulators, equal, executable, read_json, run, write_json

# The protocol has it since 0.19; the models are of 0.18.
NEWER = {"additionalStats"}
seen = Counter()


def main() -> int:
    try:
        import airbyte_protocol.models  # noqa: F401
    except ImportError:
        print("skipped: airbyte-protocol-models-pdv2 is not installed")
        return 77
    check_that_misspelling_is_found()
    with emulators(contacts=300, users=40) as folder:
        check_pair(folder, "import", ("source-salesforce", "destination-cohort"))
        check_pair(folder, "export", ("source-cohort", "destination-salesforce"))
        check_every_stream(folder)
        check_failures(folder)
    equal({"RECORD", "STATE", "SPEC", "CATALOG", "DESTINATION_CATALOG"} <= set(seen), True, "types")
    print("protocol models: all is well,", ", ".join(f"{n} {kind}" for kind, n in sorted(seen.items())))
    return 0


def check_that_misspelling_is_found() -> None:
    from airbyte_protocol.models import AirbyteMessage

    stats = {"recordCuont": 1.0}
    model = AirbyteMessage.model_validate({"type": "STATE", "state": {"sourceStats": stats}})
    equal(find_unknown(model, "STATE"), ["STATE.state.sourceStats.recordCuont"], "misspelling")


def check_pair(folder: str, direction: str, names: tuple) -> None:
    connection = ["--connection", f"{folder}/connection.yaml"]
    catalog = write_json(
        folder, "catalog", json.loads(run("harness", direction, "--print-catalog", *connection))
    )
    for name in names:
        config = f"{folder}/{name}.json"
        fit(run(name, "spec"))
        fit(run(name, "check", "--config", config))
        fit(run(name, "discover", "--config", config))
    source, destination = names
    files = ["--catalog", catalog, "--config"]
    records = run(source, "read", *files, f"{folder}/{source}.json")
    fit(records)
    fit(run(destination, "write", *files, f"{folder}/{destination}.json", stdin=records))


def check_every_stream(folder: str) -> None:
    """What is discovered is read, the second time from the last states of the first."""
    for name in ["source-salesforce", "source-cohort"]:
        config = f"{folder}/{name}.json"
        catalog = write_json(folder, "catalog", configure(run(name, "discover", "--config", config)))
        arguments = ["read", "--config", config, "--catalog", catalog]
        states = [message["state"] for message in fit(run(name, *arguments)) if "state" in message]
        latest = {json.dumps(state["stream"]["stream_descriptor"]): state for state in states}
        state = write_json(folder, "state", list(latest.values()))
        fit(run(name, *arguments, "--state", state))


def configure(discovered: str) -> dict:
    [message] = [json.loads(line) for line in discovered.splitlines() if '"CATALOG"' in line]
    return {
        "streams": [
            {
                "stream": stream,
                "sync_mode": stream["supported_sync_modes"][-1],
                "destination_sync_mode": "append",
            }
            for stream in message["catalog"]["streams"]
        ]
    }


def check_failures(folder: str) -> None:
    """What is said of a login that is refused, by check and by a read that cannot begin."""
    import subprocess

    config = write_json(folder, "bad", {**read_json(folder, "source-cohort"), "api_key": "test_wrong"})
    fit(run("source-cohort", "check", "--config", config))
    arguments = ["read", "--config", config, "--catalog", f"{folder}/catalog.json"]
    done = subprocess.run([executable("source-cohort"), *arguments], capture_output=True, text=True)
    equal(done.returncode, 1, "exit status of a read with a wrong key")
    equal("trace" in fit(done.stdout)[-1], True, "a trace at the end of a read with a wrong key")


def fit(lines: str) -> list:
    messages = [json.loads(line) for line in lines.splitlines()]
    for message in messages:
        seen[message["type"]] += 1
        fit_message(message)
    return messages


def fit_message(message: dict) -> None:
    from airbyte_protocol.models import AirbyteMessage

    model = AirbyteMessage.model_validate(message)
    unknown = [path for path in find_unknown(model, message["type"]) if path.split(".")[-1] not in NEWER]
    equal(unknown, [], f"unknown to the models in {message['type']}")
    again = json.loads(model.model_dump_json(exclude_unset=True, by_alias=True))
    equal(again, message, f"{message['type']} written again")


def find_unknown(value, path: str) -> list:
    """The paths of what the models kept without knowing it; free-form objects are no models."""
    from pydantic import BaseModel

    if isinstance(value, list):
        return [found for item in value for found in find_unknown(item, path)]
    if not isinstance(value, BaseModel) or type(value).__name__ == "AirbyteStateBlob":
        return []
    inner = [
        found
        for name in type(value).model_fields
        for found in find_unknown(getattr(value, name), f"{path}.{name}")
    ]
    return [f"{path}.{name}" for name in value.model_extra or {}] + inner


if __name__ == "__main__":
    sys.exit(main())
