#!/usr/bin/env python3
"""dlt, reading as its verified source for Salesforce does: simple-salesforce's Bulk API 1, REST as a fall-back."""

import os
import tempfile

from org import done, equal, need, org

need("dlt", "dlt")
need("simple-salesforce", "simple_salesforce")
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
import dlt  # noqa: E402
from simple_salesforce import Salesforce  # noqa: E402


def main() -> None:
    with org("--contacts", "400") as started, tempfile.TemporaryDirectory() as folder:
        credentials = started.credentials
        user = {key: credentials[key] for key in ("username", "password", "security_token")}
        client = Salesforce(**user, version="59.0")
        pipeline = dlt.pipeline("crm", pipelines_dir=folder, destination="dummy")
        # Its query_all asks for deleted records too.
        everything = started.get("/services/data/v62.0/queryAll?q=SELECT COUNT() FROM Contact")
        for wanted in (everything["totalSize"], None):
            pipeline.extract(contacts(client))
            pipeline.normalize()
            rows = pipeline.last_trace.last_normalize_info.row_counts.get("contact", 0)
            if wanted is not None:
                equal(rows, wanted, "records loaded")
            else:
                equal(rows <= 10, True, f"records loaded from the cursor on ({rows})")
    done("dlt")


@dlt.resource(name="contact", write_disposition="merge", primary_key="Id")
def contacts(client, last=dlt.sources.incremental("SystemModstamp", initial_value=None)):
    """The fields of the describe that are no compounds, by Bulk API 1, dates made of milliseconds."""
    described = client.Contact.describe()["fields"]
    compound = {field["compoundFieldName"] for field in described if field["compoundFieldName"]} - {"Name"}
    names = [field["name"] for field in described if field["name"] not in compound]
    dates = {field["name"] for field in described if field["type"] in ("date", "datetime")}
    where = f" WHERE SystemModstamp > {last.last_value}" if last.last_value else ""
    query = f"SELECT {', '.join(names)} FROM Contact{where} ORDER BY SystemModstamp ASC"
    for page in client.bulk.Contact.query_all(query, lazy_operation=True):
        for record in page:
            del record["attributes"]
            yield {
                key: iso(value) if key in dates and isinstance(value, int) else value
                for key, value in record.items()
            }


def iso(milliseconds: int) -> str:
    from datetime import datetime, timezone

    time = datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


if __name__ == "__main__":
    main()
