#!/usr/bin/env python3
"""Meltano's wrapper of Airbyte sources, `tap-airbyte`: test, discover, and a read that goes on from its state.

It starts a source by `docker run`; a stand-in for that starts our programs. Needs tap-airbyte 0.7 (from its
repository, for Python 3.9 or 3.10) and a built project. Exit status: 0 when all is well, 1 when something
differs, 77 when the wrapper is not installed.
"""

import importlib.metadata
import json
import os
import subprocess
import sys

from emulators import ROOT, emulators, equal, read_config, write_json

TAP = os.path.join(os.path.dirname(sys.executable), "tap-airbyte")
STREAMS = {"source-salesforce": "Contact", "source-cohort": "users"}


def main() -> int:
    if not is_installed():
        print("skipped: tap-airbyte 0.7 is not installed")
        return 77
    os.environ["PATH"] = os.path.join(ROOT, "test/interop/shim") + os.pathsep + os.environ["PATH"]
    with emulators(contacts=60, users=30) as folder:
        for name, stream in STREAMS.items():
            read_twice(folder, name, stream)
    return 0


def is_installed() -> bool:
    """PyPI has 0.0.2 of another author, which this is not about."""
    try:
        return importlib.metadata.version("tap-airbyte").startswith("0.7.")
    except importlib.metadata.PackageNotFoundError:
        return False


def read_twice(folder: str, name: str, stream: str) -> None:
    config = read_config(folder, name)
    if name == "source-salesforce":
        config["objects"] = [stream]
    spec = {"image": f"cohort/{name}", "tag": "latest"}
    settings = {"airbyte_spec": spec, "airbyte_config": config, "skip_native_check": True}
    path = write_json(folder, "tap", settings)
    tap("--config", path, "--discover", "--test")
    discovered = json.loads(tap("--config", path, "--discover").stdout)
    catalog = write_json(folder, "tap-catalog", only(discovered, stream))
    first = messages(tap("--config", path, "--catalog", catalog).stdout)
    records = [message for message in first if message["type"] == "RECORD"]
    equal(len(records) >= 30, True, f"records of {stream} ({len(records)})")
    states = [message["value"] for message in first if message["type"] == "STATE"]
    equal(len(states) > 0, True, f"states of {stream}")
    state = write_json(folder, "tap-state", states[-1])
    again = messages(tap("--config", path, "--catalog", catalog, "--state", state).stdout)
    repeated = [message for message in again if message["type"] == "RECORD"]
    equal(len(repeated) < len(records), True, f"records of {stream} read again ({len(repeated)})")
    print(f"tap-airbyte, {name}: {len(records)} records, then {len(repeated)}: all is well", flush=True)


def only(catalog: dict, name: str) -> dict:
    [stream] = [stream for stream in catalog["streams"] if stream["tap_stream_id"] == name]
    stream["replication_method"] = "INCREMENTAL"
    for entry in stream["metadata"]:
        entry["metadata"]["selected"] = True
    return {"streams": [stream]}


def messages(lines: str) -> list:
    return [json.loads(line) for line in lines.splitlines()]


def tap(*arguments: str):
    done = subprocess.run([TAP, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"tap-airbyte {arguments}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done


if __name__ == "__main__":
    sys.exit(main())
