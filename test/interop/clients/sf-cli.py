#!/usr/bin/env python3
"""The sf CLI (npm's @salesforce/cli, Node 22 or newer): login, queries, records, bulk export and import, describe."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

from org import SKIPPED, equal, org


def main() -> int:
    if shutil.which("sf") is None:
        print("skipped: sf is not installed")
        return SKIPPED
    version = subprocess.run(["sf", "--version"], capture_output=True, text=True)
    if version.returncode != 0:
        print("skipped: sf does not start here:", version.stderr.strip().splitlines()[-1:])
        return SKIPPED
    with tempfile.TemporaryDirectory() as home, org("--contacts", "300", tls=False) as started:
        os.environ.update(
            HOME=home,
            SF_USE_GENERIC_UNIX_KEYCHAIN="true",
            SF_DISABLE_TELEMETRY="true",
            SF_AUTOUPDATE_DISABLE="true",
            SF_ACCESS_TOKEN=started.token,
        )
        check(started, home)
    print(f"{version.stdout.split()[0]}: all is well", flush=True)
    return 0


def check(started, folder: str) -> None:
    login = ["org", "login", "access-token", "--no-prompt", "--instance-url", started.url]
    equal(sf(*login, "--alias", "emulated")["username"], started.credentials["username"], "login")
    query = "SELECT LeadSource, COUNT(Id) FROM Contact GROUP BY LeadSource"
    found = sf("data", "query", "--query", query)
    equal(found["totalSize"] > 1, True, "groups")
    children = "SELECT Name, (SELECT LastName FROM Contacts) FROM Account LIMIT 2"
    for soql in (query, children):
        csv = run("data", "query", "--query", soql, "--result-format", "csv")
        equal(len(csv.splitlines()) > 1, True, f"lines of {soql}")
    made = sf("data", "create", "record", "--sobject", "Contact", "--values", "LastName=Cli Title=a")
    sf("data", "update", "record", "--sobject", "Contact", "--record-id", made["id"], "--values", "Title=b")
    got = sf("data", "get", "record", "--sobject", "Contact", "--record-id", made["id"])
    equal(got["Title"], "b", "title")
    export = os.path.join(folder, "contacts.csv")
    soql = "SELECT Id, LastName FROM Contact"
    sf("data", "export", "bulk", "--query", soql, "--output-file", export, "--wait", "5")
    equal(len(open(export).read().splitlines()), started.count() + 1, "lines exported")
    with open(os.path.join(folder, "new.csv"), "w") as file:
        file.write("LastName\n" + "".join(f"Import {n}\n" for n in range(20)))
    sf("data", "import", "bulk", "--sobject", "Contact", "--file", file.name, "--wait", "5")
    equal(started.count("LastName LIKE 'Import %'"), 20, "records imported")
    equal("Contact" in sf("sobject", "list", "--sobject", "all"), True, "Contact among the objects")
    equal(sf("sobject", "describe", "--sobject", "Contact")["name"], "Contact", "describe")
    limits = {limit["name"]: limit for limit in sf("org", "list", "limits")}
    equal(limits["DailyApiRequests"]["max"], 100000, "daily limit")
    counts = sf("org", "list", "sobject", "record-counts", "--sobject", "Contact")
    equal(counts[0]["count"], started.count(), "record counts")
    searched = sf("data", "search", "--query", "FIND {Cli} IN NAME FIELDS RETURNING Contact(Title)")
    equal([record["Title"] for record in searched["searchRecords"]], ["b"], "records of a search")


def sf(*arguments: str):
    return json.loads(run(*arguments, "--json"))["result"]


def run(*arguments: str) -> str:
    target = [] if arguments[:2] == ("org", "login") else ["--target-org", "emulated"]
    finished = subprocess.run(["sf", *arguments, *target], capture_output=True, text=True)
    if finished.returncode != 0:
        raise SystemExit(f"sf {arguments}: {finished.stdout[-2000:]}{finished.stderr[-2000:]}")
    return finished.stdout


if __name__ == "__main__":
    sys.exit(main())
