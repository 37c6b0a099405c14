#!/usr/bin/env python3
"""Python's aio-sf: login, describe, queries, collections, export by Bulk API 2.0."""

import asyncio

from org import done, equal, need, org

need("aio-sf", "aio_sf")
from aio_sf import ClientCredentialsAuth, SalesforceClient  # noqa: E402
from aio_sf.exporter import bulk_query  # noqa: E402


def main() -> None:
    with org("--contacts", "2500", "--bulk-page-size", "1000") as started:
        asyncio.run(check_all(started))
    done("aio-sf")


async def check_all(started) -> None:
    credentials = started.credentials
    auth = ClientCredentialsAuth(
        client_id=credentials["client_id"],
        client_secret=credentials["client_secret"],
        instance_url="https://acme.my.salesforce.com",
    )
    async with SalesforceClient(auth_strategy=auth) as salesforce:
        names = [item["name"] for item in await salesforce.describe.list_sobjects()]
        equal("Contact" in names, True, "Contact among the objects")
        described = await salesforce.describe.sobject("Contact")
        equal(any(field["name"] == "Email" for field in described["fields"]), True, "Email")
        found = await salesforce.query.soql("SELECT Id FROM Contact")
        equal(len([record async for record in found]), started.count(), "records of a query")
        await check_collections(salesforce, started)
        query = await bulk_query(salesforce, "SELECT Id, Email FROM Contact", batch_size=1000)
        rows = [row async for row in query]
        equal(len({row["Id"] for row in rows}), started.count(), "records of a bulk query")


async def check_collections(salesforce, started) -> None:
    rows = [{"LastName": f"Aio {n}"} for n in range(450)]
    results = await salesforce.collections.insert(rows, sobject_type="Contact")
    equal([result["success"] for result in results], [True] * 450, "records inserted")
    ids = [result["id"] for result in results]
    await salesforce.collections.delete(ids[:400])
    equal(started.count("LastName LIKE 'Aio %'"), 50, "records left")


if __name__ == "__main__":
    main()
