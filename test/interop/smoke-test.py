#!/usr/bin/env python3
"""PyAirbyte's destination smoke test, all of its scenarios and some of ours, into both destinations.

Its scenarios know no email, so at Cohort they are all rejected, one by one, without the run ending;
at Salesforce their key is an external id. Ours have emails, and what became of them is looked at.
Needs `pip install airbyte` and a built project. Exit status: 0 when all is well, 1 when something
differs, 77 when PyAirbyte is not installed.
"""

import importlib.util
import os
import subprocess
import sys

from emulators import emulators, equal, executable, read_config, read_records, write_json

PYAB = os.path.join(os.path.dirname(sys.executable), "pyab")

PEOPLE = {
    "name": "people",
    "json_schema": {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "email": {"type": ["null", "string"]},
            "name": {"type": ["null", "string"]},
            "points": {"type": ["null", "number"]},
        },
    },
    "primary_key": [["id"]],
    "records": [
        {"id": 1, "email": "smoke1@example.com", "name": "first", "points": 1},
        {"id": 2, "email": "smoke2@example.com", "name": "你好 Café \U0001f600", "points": 25},
        {"id": 1, "email": "Smoke1@Example.com", "name": "last", "points": 3},
        {"id": 3, "email": "smoke3@example.com", "name": "O'Brien \"x\"", "points": None},
        {"id": 4, "email": None, "name": "nobody", "points": 4},
        {"id": 5, "email": "smoke5@example.com", "name": "sparse"},
    ],
}
WRITTEN = {
    "smoke1@example.com": ("last", 3),
    "smoke2@example.com": ("你好 Café \U0001f600", 25),
    "smoke3@example.com": ("O'Brien \"x\"", None),
    "smoke5@example.com": ("sparse", None),
}


def main() -> int:
    if importlib.util.find_spec("airbyte") is None:
        print("skipped: airbyte (PyAirbyte) is not installed")
        return 77
    with emulators(contacts=20, users=10) as folder:
        people = write_json(folder, "people", [PEOPLE])
        smoke_cohort(folder, people)
        smoke_salesforce(folder, people)
    print("PyAirbyte's destination smoke test: all is well")
    return 0


def smoke_cohort(folder: str, people: str) -> None:
    config = {**read_config(folder, "destination-cohort"), "users": "all"}
    del config["rejects_dir"]
    by_id = {**config, "mapping": mapping(id="email")}
    smoke(folder, "destination-cohort", by_id, "--scenarios", "all")
    by_email = {**config, "mapping": mapping(email="email", name="lastName", points="loyalty_points")}
    smoke(folder, "destination-cohort", by_email, *ours(people))
    users = read_records(folder, "source-cohort", "users", ["email", "lastName", "loyalty_points"])
    compare(users, ("email", "lastName", "loyalty_points"), "users")


def smoke_salesforce(folder: str, people: str) -> None:
    config = {**read_config(folder, "destination-salesforce"), "users": "all"}
    del config["rejects_dir"], config["user_id_field"]
    by_id = {**config, "email_field": "External_Ref__c", "mapping": mapping(id="External_Ref__c", name="LastName")}
    smoke(folder, "destination-salesforce", by_id, "--scenarios", "all")
    fields = ["Email", "LastName", "External_Ref__c", "Loyalty_Points__c"]
    contacts = read_records(folder, "source-salesforce", "Contact", fields)
    batch = [contact for contact in contacts if (contact["LastName"] or "").startswith("record_")]
    equal(len(batch) > 900, True, f"contacts of the large batch ({len(batch)})")
    by_email = {
        **config,
        "mapping": mapping(email="Email", name="LastName", points="Loyalty_Points__c"),
    }
    smoke(folder, "destination-salesforce", by_email, *ours(people))
    contacts = read_records(folder, "source-salesforce", "Contact", fields)
    compare(contacts, ("Email", "LastName", "Loyalty_Points__c"), "contacts")


def mapping(**fields: str) -> list:
    return [{"from": name, "to": target} for name, target in fields.items()]


def ours(people: str) -> list:
    return ["--scenarios", "empty_stream", "--custom-scenarios", people, "--skip-preflight"]


def smoke(folder: str, name: str, config: dict, *arguments: str) -> None:
    path = write_json(folder, "smoke", config)
    command = [PYAB, "destination-smoke-test", "--destination", executable(name), "--config", path]
    environment = {
        **os.environ,
        "PATH": os.path.dirname(PYAB) + os.pathsep + os.environ["PATH"],
        "AIRBYTE_OFFLINE_MODE": "1",
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{name} {arguments}: {done.stdout}\n{done.stderr}")
    print(f"{name} {arguments[1]}: all delivered without an error", flush=True)


def compare(records: list, fields: tuple, what: str) -> None:
    email, name, points = fields
    found = {
        record[email].lower(): (record.get(name), record.get(points))
        for record in records
        if (record[email] or "").lower().startswith("smoke")
    }
    equal(found, WRITTEN, f"{what} of the scenario people")


if __name__ == "__main__":
    sys.exit(main())
