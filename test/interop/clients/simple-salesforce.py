#!/usr/bin/env python3
"""Python's simple-salesforce: login, queries, writes, search, both Bulk APIs."""

import tempfile

from org import done, equal, need, org

need("simple-salesforce", "simple_salesforce")
from simple_salesforce import Salesforce, SalesforceLogin  # noqa: E402
from simple_salesforce.exceptions import SalesforceMalformedRequest  # noqa: E402


def main() -> None:
    with org("--contacts", "5000", "--bulk-page-size", "2000") as started:
        check_login(started)
        salesforce = Salesforce(instance=started.host, session_id=started.token, version="62.0")
        check_queries(salesforce)
        check_writes(salesforce)
        check_search(salesforce)
        check_bulk(salesforce)
        check_old_bulk(salesforce)
    done("simple-salesforce")


def check_login(started) -> None:
    credentials = started.credentials
    user = {key: credentials[key] for key in ("username", "password", "security_token")}
    # By SOAP, at https://login.salesforce.com.
    session_id, instance = SalesforceLogin(**user, sf_version="59.0")
    equal((instance, session_id[:3]), (started.host, "00D"), "SOAP login")
    app = {"consumer_key": credentials["client_id"], "consumer_secret": credentials["client_secret"]}
    equal(Salesforce(**app, domain="acme.my").sf_instance, started.host, "client credentials")
    by_key = Salesforce(
        username=user["username"],
        consumer_key=app["consumer_key"],
        privatekey=credentials["private_key"],
    )
    equal(by_key.sf_instance, started.host, "JWT")


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


def check_search(salesforce) -> None:
    found = salesforce.search("FIND {Py} IN NAME FIELDS RETURNING Contact(Title)")["searchRecords"]
    equal([record["Title"] for record in found], ["X"], "records of a search")
    equal(salesforce.quick_search("nobody at all")["searchRecords"], [], "records of a quick search")


def check_old_bulk(salesforce) -> None:
    rows = [{"LastName": f"Old {n}", "External_Ref__c": f"O{n}"} for n in range(250)]
    rows[7]["LastName"] = None
    results = salesforce.bulk.Contact.upsert(rows, "External_Ref__c", batch_size=100)
    equal(sum(result["success"] for result in results), 249, "rows upserted by Bulk API 1")
    equal(results[7]["errors"][0]["statusCode"], "REQUIRED_FIELD_MISSING", "the reason of the other")
    found = salesforce.bulk.Contact.query_all("SELECT Id, CreatedDate, Account.Name FROM Contact WHERE External_Ref__c LIKE 'O%' AND LastName LIKE 'Old%'")
    equal(len(found), 249, "rows of Bulk API 1")
    equal(isinstance(found[0]["CreatedDate"], int), True, "dates in milliseconds")
    gone = salesforce.bulk.Contact.delete([{"Id": row["Id"]} for row in found])
    equal(all(result["success"] for result in gone), True, "deleted by Bulk API 1")


if __name__ == "__main__":
    main()
