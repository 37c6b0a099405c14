#!/usr/bin/env python3
"""PyAirbyte runs all four connectors as local programs: check, discover, read, and write both ways.

Needs `pip install airbyte` and a built project. Exit status: 0 when all is well, 1 when something
differs, 77 when PyAirbyte is not installed.
"""

import importlib.util
import os
import re
import subprocess
import sys

from emulators import ROOT, emulators, equal, executable, read_config, read_records
from orchestration import example

CONTACT_FIELDS = ["Email", "FirstName", "LastName", "Cohort_User_ID__c"]
USER_FIELDS = ["email", "firstName", "lastName", "id"]


def main() -> int:
    if importlib.util.find_spec("airbyte") is None:
        print("skipped: airbyte (PyAirbyte) is not installed")
        return 77
    # Before the import: no look-up in a registry, nothing told to anybody.
    os.environ.update(AIRBYTE_OFFLINE_MODE="1", DO_NOT_TRACK="1")
    run_example()
    for cached in [True, False]:
        with emulators(contacts=60, users=30) as folder:
            os.environ["AIRBYTE_PROJECT_DIR"] = folder
            move_all(folder, cached)
        print("PyAirbyte,", "from its cache:" if cached else "without a cache:", "all is well", flush=True)
    return 0


def run_example() -> None:
    """The example of docs/running/pyairbyte.md, word for word."""
    with emulators(contacts=60, users=30) as folder:
        settings = {"FOLDER": folder, "BIN": os.path.join(ROOT, "bin"), "AIRBYTE_PROJECT_DIR": folder}
        command = [sys.executable, "-c", example("pyairbyte.md", {})]
        done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"docs/running/pyairbyte.md: {done.stdout[-2000:]}\n{done.stderr[-3000:]}")
        equal(done.stdout.strip().splitlines()[-1], "60", "records that the example has written")
    print("PyAirbyte, the example of its page: all is well", flush=True)


def move_all(folder: str, cached: bool) -> None:
    contacts = read_records(folder, "source-salesforce", "Contact", CONTACT_FIELDS)
    users = read_records(folder, "source-cohort", "users", USER_FIELDS)
    importing = (source(folder, "source-salesforce", "Contact"), target(folder, "destination-cohort"))
    move(importing, folder, cached, len(contacts))
    users_then = read_records(folder, "source-cohort", "users", USER_FIELDS)
    wanted = emails(contacts, "Email") | emails(users, "email")
    equal(emails(users_then, "email") ^ wanted, set(), "emails that are on one side only")
    exporting = (source(folder, "source-cohort", "users"), target(folder, "destination-salesforce"))
    move(exporting, folder, cached, len(users_then))
    linked = read_records(folder, "source-salesforce", "Contact", CONTACT_FIELDS)
    pairs = {(email_of(contact, "Email"), contact["Cohort_User_ID__c"]) for contact in linked}
    wanted = {(email_of(user, "email"), user["id"]) for user in users_then}
    equal(wanted - pairs, set(), "users whose contact does not hold their id")
    check_links(users_then, linked)


def check_links(users: list, contacts: list) -> None:
    ids = [contact["Cohort_User_ID__c"] for contact in contacts if contact["Cohort_User_ID__c"]]
    equal(len(ids), len(set(ids)), "contacts with an id, by different ids")
    equal(set(ids), {user["id"] for user in users}, "ids that contacts hold")


def source(folder: str, name: str, stream: str):
    import airbyte as ab

    config = read_config(folder, name)
    connector = ab.get_source(name, config=config, local_executable=executable(name), streams=[stream])
    connector.check()
    equal(stream in connector.get_available_streams(), True, f"{stream} among the streams of {name}")
    return connector


def target(folder: str, name: str):
    import airbyte as ab

    config = read_config(folder, name)
    connector = ab.get_destination(name, config=config, local_executable=executable(name))
    connector.check()
    return connector


def move(pair: tuple, folder: str, cached: bool, count: int) -> None:
    from airbyte.caches import DuckDBCache

    origin, destination = pair
    if not cached:
        result = destination.write(origin, cache=False, state_cache=False, write_strategy="merge")
        return equal(result.processed_records, count, f"records written by {destination.name}")
    cache = DuckDBCache(db_path=os.path.join(folder, f"{origin.name}.duckdb"))
    read = origin.read(cache=cache)
    equal(read.processed_records, count, f"records read by {origin.name}")
    [stream] = origin.get_selected_streams()
    equal(len(list(read.cache.streams[stream])), count, f"rows of {stream} in the cache")
    result = destination.write(read, write_strategy="merge")
    equal(result.processed_records, count, f"records written by {destination.name}")


def emails(records: list, field: str) -> set:
    """The addresses that a user or a contact can have; others are rejected, with a reason."""
    return {email_of(record, field) for record in records} - {""}


def email_of(record: dict, field: str) -> str:
    text = (record[field] or "").strip().lower()
    return text if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) else ""


if __name__ == "__main__":
    sys.exit(main())
