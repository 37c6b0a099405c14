#!/usr/bin/env python3
"""AirbyteServerless runs both sources as programs: check, discover, and a read that goes on from its states.

Needs `pip install airbyte-serverless` and a built project. Exit status: 0 when all is well, 1 when
something differs, 77 when it is not installed.
"""

import importlib.util
import sys

from emulators import emulators, equal, executable, read_config

STREAMS = {"source-salesforce": "Contact", "source-cohort": "users"}


def main() -> int:
    if importlib.util.find_spec("airbyte_serverless") is None:
        print("skipped: airbyte-serverless is not installed")
        return 77
    with emulators(contacts=60, users=30) as folder:
        for name, stream in STREAMS.items():
            read_twice(folder, name, stream)
    return 0


def read_twice(folder: str, name: str, stream: str) -> None:
    from airbyte_serverless.sources import ExecutableAirbyteSource

    source = ExecutableAirbyteSource(executable(name), read_config(folder, name), stream)
    equal(source.yaml_config_example.count("REQUIRED") > 0, True, f"required options of {name} in the sample")
    equal(source.connection_status["status"], "SUCCEEDED", f"check of {name}")
    equal(stream in source.available_streams, True, f"{stream} among the streams of {name}")
    messages = list(source.extract())
    records = [message for message in messages if message["type"] == "RECORD"]
    equal(len(records) >= 30, True, f"records of {stream} ({len(records)})")
    states = [message["state"] for message in messages if message["type"] == "STATE"]
    again = [message for message in source.extract(state=states[-1:]) if message["type"] == "RECORD"]
    equal(len(again) < len(records), True, f"records of {stream} read again ({len(again)})")
    print(f"AirbyteServerless, {name}: {len(records)} records, then {len(again)}: all is well", flush=True)


if __name__ == "__main__":
    sys.exit(main())
