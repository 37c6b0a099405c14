#!/usr/bin/env python3
"""Python's simple-salesforce, unmodified, against the emulator over TLS.

Needs `pip install simple-salesforce` and a built project. Exit status: 0 when all is well, 1 when something
differs, 77 when simple-salesforce is not installed.
"""

import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMMAND = ["node", os.path.join(ROOT, "dist/test/emulators/salesforce/main.js")]


def main() -> int:
    try:
        import simple_salesforce  # noqa: F401
    except ImportError:
        print("skipped: simple-salesforce is not installed")
        return 77
    options = ["--contacts", "5000", "--tls", "--json", "--bulk-page-size", "2000"]
    emulator = subprocess.Popen(COMMAND + options, stdout=subprocess.PIPE, text=True)
    try:
        started = json.loads(emulator.stdout.readline())
        os.environ["REQUESTS_CA_BUNDLE"] = started["caFile"]
        check_all(started["url"].replace("https://", ""), started["credentials"])
    finally:
        emulator.terminate()
        emulator.wait()
    print("simple-salesforce: all is well")
    return 0


def check_all(host: str, credentials: dict) -> None:
    from simple_salesforce import Salesforce

    session = {"instance": host, "session_id": credentials["access_token"], "version": "62.0"}
    salesforce = Salesforce(**session)
    check_queries(salesforce)
    check_writes(salesforce)
    check_bulk(salesforce)
    check_login(host, credentials)


def check_queries(salesforce) -> None:
    records = list(salesforce.query_all_iter("SELECT Id, Email FROM Contact"))
    equal(len(records), 4950, "records of query_all_iter")
    deleted = salesforce.query_all("SELECT Id FROM Contact", include_deleted=True)
    equal(len(deleted["records"]), 5000, "records of query_all with deleted ones")
    names = [field["name"] for field in salesforce.Contact.describe()["fields"]]
    equal("Email" in names, True, "Email in describe")
    equal(salesforce.limits()["DailyApiRequests"]["Max"], 100000, "daily limit")
    equal(salesforce.is_sandbox(), False, "is_sandbox")


def check_writes(salesforce) -> None:
    from simple_salesforce.exceptions import SalesforceMalformedRequest

    created = salesforce.Contact.create({"LastName": "O'Brien", "Email": "ob@example.com"})
    salesforce.Contact.update(created["id"], {"Title": "Boss"})
    equal(salesforce.Contact.get(created["id"])["Title"], "Boss", "title after update")
    equal(salesforce.Contact.upsert("External_Ref__c/py-1", {"LastName": "Py"}), 201, "first upsert")
    equal(salesforce.Contact.upsert("External_Ref__c/PY-1", {"Title": "X"}), 200, "second upsert")
    equal(salesforce.Contact.get_by_custom_id("External_Ref__c", "py-1")["Title"], "X", "title by key")
    try:
        salesforce.Contact.create({"FirstName": "No"})
        raise SystemExit("a contact without a last name was created")
    except SalesforceMalformedRequest as error:
        equal(error.content[0]["errorCode"], "REQUIRED_FIELD_MISSING", "error code")
    equal(salesforce.Contact.delete(created["id"]), 204, "delete")


def check_bulk(salesforce) -> None:
    rows = [
        {"LastName": f"Bulk {n}", "External_Ref__c": f"B{n}", "Description": 'a "quoted", text'}
        for n in range(600)
    ]
    rows[5]["LastName"] = ""
    # It takes a job for each batch, and gives the figures of each.
    results = salesforce.bulk2.Contact.upsert(records=rows, external_id_field="External_Ref__c")
    equal(sum(result["numberRecordsProcessed"] for result in results), 600, "records processed")
    equal(sum(result["numberRecordsFailed"] for result in results), 1, "records failed")
    failed = salesforce.bulk2.Contact.get_failed_records(results[0]["job_id"])
    equal("REQUIRED_FIELD_MISSING" in failed, True, "reason in the failed records")
    pages = list(salesforce.bulk2.Contact.query("SELECT Id, LastName FROM Contact", max_records=2000))
    equal(sum(page.count("\n") - 1 for page in pages), 4950 + 1 + 599, "records of the bulk query")
    with tempfile.TemporaryDirectory() as folder:
        files = salesforce.bulk2.Contact.download("SELECT Id FROM Contact", folder, max_records=2000)
        equal(sum(file["number_of_records"] for file in files), 4950 + 1 + 599, "records downloaded")


def check_login(host: str, credentials: dict) -> None:
    # Its own login insists on https://login.salesforce.com: only the SOAP exchange is taken from it.
    from simple_salesforce.login import soap_login

    body = f"""<?xml version="1.0" encoding="utf-8" ?>
<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>
<n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>{credentials["username"]}</n1:username>
<n1:password>{credentials["password"]}{credentials["security_token"]}</n1:password></n1:login>
</env:Body></env:Envelope>"""
    headers = {"content-type": "text/xml", "charset": "UTF-8", "SOAPAction": "login"}
    session_id, instance = soap_login(f"https://{host}/services/Soap/u/59.0", body, headers, {}, None)
    equal(instance, host, "instance after SOAP login")
    equal(session_id.startswith("00D"), True, "session after SOAP login")


def equal(found, wanted, what: str) -> None:
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, wanted {wanted!r}")


if __name__ == "__main__":
    sys.exit(main())
