#!/usr/bin/env python3
"""Singer's tap-salesforce: discovery, both APIs, and a second sync from the bookmark of the first."""

import json
import os
import sys
import tempfile

from org import done, equal, need, org, run

need("tap-salesforce", "tap_salesforce")
TAP = os.path.join(os.path.dirname(sys.executable), "tap-salesforce")
FIELDS = ("Id", "Email", "LastName", "Birthdate", "CreatedDate", "SystemModstamp", "Loyalty_Points__c")


def main() -> None:
    with org("--contacts", "60") as started, tempfile.TemporaryDirectory() as folder:
        for api_type in ("REST", "BULK"):
            check(started, folder, api_type)
    done("tap-salesforce")


def check(started, folder: str, api_type: str) -> None:
    credentials = started.credentials
    config = {
        **{key: credentials[key] for key in ("refresh_token", "client_id", "client_secret")},
        "start_date": "2020-01-01T00:00:00Z",
        "api_type": api_type,
        "select_fields_by_default": True,
    }
    config_file = write(folder, "config", config)
    catalog = json.loads(run([TAP, "--config", config_file, "--discover"]))
    [contact] = [stream for stream in catalog["streams"] if stream["stream"] == "Contact"]
    for entry in contact["metadata"]:
        breadcrumb = entry["breadcrumb"]
        chosen = not breadcrumb or breadcrumb[1] in FIELDS
        if not breadcrumb:
            incremental = {"replication-method": "INCREMENTAL", "replication-key": "SystemModstamp"}
            entry["metadata"].update(incremental)
        if entry["metadata"].get("inclusion") != "unsupported":
            entry["metadata"]["selected"] = chosen
    catalog_file = write(folder, "catalog", {"streams": [contact]})
    command = [TAP, "--config", config_file, "--properties", catalog_file]
    records, state = messages(run(command))
    # BULK reads deleted ones too, REST those that are there.
    wanted = len(all_ids(started, "queryAll" if api_type == "BULK" else "query"))
    equal(len({record["Id"] for record in records}), wanted, f"records read by {api_type}")
    equal(all("T" in record["CreatedDate"] for record in records), True, "times")
    state_file = write(folder, "state", state)
    again, _ = messages(run([*command, "--state", state_file]))
    equal(len(again) <= 10, True, f"records of the second sync by {api_type}: {len(again)}")


def all_ids(started, resource: str) -> list:
    return started.get(f"/services/data/v62.0/{resource}?q=SELECT Id FROM Contact")["records"]


def messages(text: str) -> tuple:
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    records = [message["record"] for message in found if message["type"] == "RECORD"]
    states = [message["value"] for message in found if message["type"] == "STATE"]
    return records, states[-1]


def write(folder: str, name: str, value) -> str:
    path = os.path.join(folder, name + ".json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
    return path


if __name__ == "__main__":
    main()
