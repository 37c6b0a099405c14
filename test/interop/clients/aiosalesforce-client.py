#!/usr/bin/env python3
"""Python's aiosalesforce: two logins, queries, writes, composite calls, ingest by Bulk API 2.0."""

import asyncio

from org import done, equal, need, org

need("aiosalesforce", "aiosalesforce")
from aiosalesforce import Salesforce  # noqa: E402
from aiosalesforce.auth import ClientCredentialsFlow, SoapLogin  # noqa: E402
from httpx import AsyncClient  # noqa: E402


def main() -> None:
    with org("--contacts", "3000", "--query-page-size", "1000") as started:
        asyncio.run(check_all(started))
    done("aiosalesforce")


async def check_all(started) -> None:
    credentials = started.credentials
    user = {key: credentials[key] for key in ("username", "password", "security_token")}
    for auth in (
        ClientCredentialsFlow(credentials["client_id"], credentials["client_secret"]),
        SoapLogin(**user),
    ):
        async with AsyncClient() as client:
            host = "https://acme.my.salesforce.com"
            salesforce = Salesforce(client, base_url=host, auth=auth, version="62.0")
            records = [record async for record in salesforce.query("SELECT Id FROM Contact")]
            equal(len(records), started.count(), "records of a query")
    async with AsyncClient() as client:
        auth = ClientCredentialsFlow(credentials["client_id"], credentials["client_secret"])
        salesforce = Salesforce(client, base_url=host, auth=auth, version="62.0")
        await check_writes(salesforce)
        await check_bulk(salesforce, started)


async def check_writes(salesforce) -> None:
    id = await salesforce.sobject.create("Contact", {"LastName": "Async"})
    await salesforce.sobject.update("Contact", id, {"Title": "Boss"})
    equal((await salesforce.sobject.get("Contact", id))["Title"], "Boss", "title")
    await salesforce.sobject.upsert("Contact", "aio-1", "External_Ref__c", {"LastName": "Up"})
    await salesforce.sobject.delete("Contact", id)
    equal((await salesforce.get_limits())["DailyApiRequests"]["Max"], 100000, "limit")
    async with salesforce.composite.batch(halt_on_error=False) as batch:
        query = batch.query("SELECT Id FROM Contact LIMIT 2")
    equal(len(query.records), 2, "records of a batch")


async def check_bulk(salesforce, started) -> None:
    rows = [{"LastName": f"Bulk {n}", "External_Ref__c": f"aio-{n}"} for n in range(300)]
    rows[3]["LastName"] = ""
    result = await salesforce.bulk_v2.upsert("Contact", rows, external_id_field="External_Ref__c")
    equal(len(result.failed_results), 1, "failed rows")
    equal(started.count("LastName LIKE 'Bulk %'"), 299, "records written")


if __name__ == "__main__":
    main()
