#!/usr/bin/env python3
"""`pyab validate` of all four connectors (spec and check), and PyAirbyte's benchmark of reads and of writes.

ROWS sets how many records the benchmarks move (default 5,000; 100,000 when it matters).
Needs `pip install airbyte` and a built project. Exit status: 0 when all is well, 1 when something
fails, 77 when PyAirbyte is not installed.
"""

import importlib.util
import os
import subprocess
import sys
import time

from emulators import emulators, equal, executable, read_config, read_records, write_json

PYAB = os.path.join(os.path.dirname(sys.executable), "pyab")
CONNECTORS = ["source-salesforce", "source-cohort", "destination-salesforce", "destination-cohort"]
ROWS = int(os.environ.get("ROWS", "5000"))


def main() -> int:
    if importlib.util.find_spec("airbyte") is None:
        print("skipped: airbyte (PyAirbyte) is not installed")
        return 77
    os.environ.update(AIRBYTE_OFFLINE_MODE="1", DO_NOT_TRACK="1")
    with emulators(contacts=ROWS, users=20) as folder:
        os.environ["AIRBYTE_PROJECT_DIR"] = folder
        for name in CONNECTORS:
            config = write_json(folder, "validate", read_config(folder, name))
            pyab("validate", "--connector", executable(name), "--config", config)
            print(f"pyab validate, {name}: all is well", flush=True)
        move(folder)
    return 0


def move(folder: str) -> None:
    """All contacts by PyAirbyte into its cache and on into Cohort, and from Cohort back."""
    import airbyte as ab
    from airbyte.caches import DuckDBCache

    pairs = [("source-salesforce", "Contact", "destination-cohort"), ("source-cohort", "users", "destination-salesforce")]
    for origin, stream, target in pairs:
        source = ab.get_source(
            origin, config=read_config(folder, origin), local_executable=executable(origin), streams=[stream]
        )
        destination = ab.get_destination(
            target, config=read_config(folder, target), local_executable=executable(target)
        )
        started = time.monotonic()
        read = source.read(cache=DuckDBCache(db_path=os.path.join(folder, f"{origin}.duckdb")))
        took = time.monotonic() - started
        started = time.monotonic()
        result = destination.write(read, write_strategy="merge")
        print(
            f"{origin} to {target}: {read.processed_records} read in {took:.0f} s, "
            f"{result.processed_records} written in {time.monotonic() - started:.0f} s",
            flush=True,
        )
        equal(result.processed_records, read.processed_records, f"records that {target} has got")
    found = read_records(folder, "source-cohort", "users", ["email"])
    equal(len(found) > ROWS * 0.9, True, f"users in Cohort ({len(found)})")


def pyab(*arguments: str) -> None:
    done = subprocess.run([PYAB, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"pyab {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
