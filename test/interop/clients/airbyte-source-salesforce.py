#!/usr/bin/env python3
"""Airbyte's own source-salesforce: check, discover, and reads by Bulk API 2.0 and by REST, twice each.

Then this project's source reads the same with the same config: every value agrees, and it goes on from the same state.
"""

import json
import os
import re
import sys
import tempfile

from org import ROOT, done, equal, need, org, run

need("airbyte-source-salesforce", "source_salesforce")
SOURCE = os.path.join(os.path.dirname(sys.executable), "source-salesforce")
OURS = os.path.join(ROOT, "bin/source-salesforce")


def main() -> None:
    with org("--contacts", "300") as started, tempfile.TemporaryDirectory() as folder:
        # It writes temporary files where it runs.
        os.chdir(folder)
        config = configure(started, folder, forced=False)
        [status] = of_type(run([SOURCE, "check", "--config", config]), "CONNECTION_STATUS")
        equal(status["connectionStatus"]["status"], "SUCCEEDED", "check")
        [catalog] = of_type(run([SOURCE, "discover", "--config", config]), "CATALOG")
        streams = {stream["name"]: stream for stream in catalog["catalog"]["streams"]}
        # Objects with compound fields are read by REST, unless it is told to leave those out.
        read_twice(started, folder, config, streams["Contact"])
        read_twice(started, folder, configure(started, folder, forced=True), streams["Contact"])
        compare_describes(started, folder, config, streams)
    done("airbyte-source-salesforce")


def configure(started, folder: str, forced: bool) -> str:
    credentials = started.credentials
    config = {
        "auth_type": "Client",
        "is_sandbox": False,
        **{key: credentials[key] for key in ("client_id", "client_secret", "refresh_token")},
        "start_date": "2020-01-01T00:00:00Z",
        "force_use_bulk_api": forced,
        "streams_criteria": [{"criteria": "exacts", "value": name} for name in ("Contact", "Describe")],
    }
    return write(folder, f"config-{forced}", config)


def read_twice(started, folder: str, config_file: str, stream: dict) -> None:
    configured = {
        "stream": stream,
        "sync_mode": "incremental",
        "destination_sync_mode": "append_dedup",
        "cursor_field": ["SystemModstamp"],
        "primary_key": [["Id"]],
    }
    catalog = write(folder, "catalog", {"streams": [configured]})
    command = [SOURCE, "read", "--config", config_file, "--catalog", catalog]
    output = run(command)
    found = {message["record"]["data"]["Id"] for message in of_type(output, "RECORD")}
    name = stream["name"]
    query = f"/services/data/v62.0/queryAll?q=SELECT Id FROM {name}"
    wanted = {record["Id"] for record in started.get(query)["records"]}
    equal(len(found), len(wanted), f"records of {name}")
    states = [message["state"] for message in of_type(output, "STATE")]
    state = write(folder, "state", states[-1:])
    again = of_type(run([*command, "--state", state]), "RECORD")
    equal(len(again) < len(wanted) or len(wanted) < 5, True, f"records of {name} read again")
    ours = ["read", "--config", config_file, "--catalog", catalog]
    fields = stream["json_schema"]["properties"]
    compare(by_id(output), by_id(run_ours(started, *ours)), fields)
    continued = run_ours(started, *ours, "--state", state)
    # Those with the last stamp come again.
    equal(len(by_id(continued)) <= 5, True, f"at most 5 records of {name} read from their state")
    equal(bool(of_type(continued, "STATE")), True, "a state of our own after theirs")


def run_ours(started, *arguments: str) -> str:
    """Runs this project's source, which has to be told where the org is; the rest of the config is the same."""
    words = list(arguments)
    at = words.index("--config") + 1
    with open(words[at], encoding="utf-8") as file:
        config = {**json.load(file), "login_url": started.url}
    words[at] = write(os.path.dirname(words[at]), "ours", config)
    return run([OURS, *words], env={**os.environ, "NODE_EXTRA_CA_CERTS": started.ca_file})


def by_id(output: str) -> dict:
    """The records by their Id, numbers as they are written."""
    lines = [line for line in output.splitlines() if line.startswith("{")]
    messages = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    records = [message["record"]["data"] for message in messages if message["type"] == "RECORD"]
    return {record["Id"]: record for record in records}


def compare(theirs: dict, ours: dict, fields: dict) -> None:
    """Of each field of the stream; by REST their records also have the `attributes` of the API."""
    equal(sorted(ours), sorted(theirs), "ids")
    differing = {
        f"{name}: {value!r} of Airbyte's source, {ours[key].get(name)!r} of ours"
        for key, record in theirs.items()
        for name, value in record.items()
        if name in fields and ours[key].get(name) != as_written(value)
    }
    equal(sorted(differing)[:20], [], "values that differ")


def as_written(value):
    """By REST Airbyte's source leaves times in UTC as Salesforce writes them; ours ends all in Z, as the Bulk API does."""
    is_time = isinstance(value, str) and re.fullmatch(r"[\d-]+T[\d:.]+\+0000", value)
    return value.replace("+0000", "Z") if is_time else value


def compare_describes(started, folder: str, config: str, streams: dict) -> None:
    [catalog] = of_type(run_ours(started, "discover", "--config", config), "CATALOG")
    ours = {stream["name"]: stream for stream in catalog["catalog"]["streams"]}
    equal(sorted(ours), sorted(streams), "streams")
    for name, stream in streams.items():
        theirs = set(stream["json_schema"]["properties"])
        equal(sorted(theirs - set(ours[name]["json_schema"]["properties"])), [], f"fields of {name}")
    # Airbyte's source describes the objects that are read too.
    configured = [
        {"stream": ours[name], "sync_mode": "full_refresh", "destination_sync_mode": "overwrite"}
        for name in ("Contact", "Describe")
    ]
    catalog = write(folder, "describe", {"streams": configured})
    arguments = ["read", "--config", config, "--catalog", catalog]
    found = [
        {
            message["record"]["data"]["name"]: message["record"]["data"]
            for message in of_type(output, "RECORD")
            if message["record"]["stream"] == "Describe"
        }
        for output in (run([SOURCE, *arguments]), run_ours(started, *arguments))
    ]
    equal(sorted(found[1]), sorted(found[0]), "described objects")
    told = streams["Describe"]["json_schema"]["properties"]
    for name, described in found[0].items():
        for key in told:
            equal(unversioned(found[1][name].get(key)), unversioned(described.get(key)), f"{key} of {name}")


def unversioned(value) -> str:
    """The two ask for different versions of the API, which URLs name."""
    return re.sub(r"/v\d+\.0/", "/", json.dumps(value, sort_keys=True))


def of_type(output: str, kind: str) -> list:
    messages = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [message for message in messages if message["type"] == kind]


def write(folder: str, name: str, value) -> str:
    path = os.path.join(folder, name + ".json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
    return path


if __name__ == "__main__":
    main()
