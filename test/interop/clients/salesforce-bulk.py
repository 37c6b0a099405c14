#!/usr/bin/env python3
"""Python's salesforce-bulk: Bulk API 1 in CSV and JSON, with PK chunking."""

import json

from org import done, equal, need, org

need("salesforce-bulk", "salesforce_bulk")
import unicodecsv  # noqa: E402
from salesforce_bulk import CsvDictsAdapter, SalesforceBulk  # noqa: E402
from salesforce_bulk.salesforce_bulk import BulkBatchFailed  # noqa: E402


def main() -> None:
    with org("--contacts", "900") as started:
        bulk = SalesforceBulk(sessionId=started.token, host=started.url, API_version="59.0")
        check_query(bulk, started.count())
        check_ingest(bulk, started)
    done("salesforce-bulk")


def check_query(bulk, count: int) -> None:
    for chunking, batches in ((False, 1), (250, 5)):
        job = bulk.create_query_job("Contact", contentType="CSV", pk_chunking=chunking)
        first = bulk.query(job, "SELECT Id, Email FROM Contact")
        while bulk.batch_state(first, job, reload=True) not in ("Completed", "NotProcessed"):
            pass
        ids = [batch["id"] for batch in bulk.get_batch_list(job)]
        equal(len(ids), batches, "batches")
        rows = [row for id in ids[chunking and 1 :] for row in rows_of(bulk, id, job)]
        equal(len({row["Id"] for row in rows}), count, "records read")
        bulk.close_job(job)
    job = bulk.create_queryall_job("Contact", contentType="JSON")
    batch = bulk.query(job, "SELECT Id, CreatedDate FROM Contact LIMIT 3")
    bulk.wait_for_batch(job, batch, sleep_interval=0.1)
    [result] = bulk.get_all_results_for_query_batch(batch, job)
    equal([type(row["CreatedDate"]) for row in json.load(result)], [int] * 3, "dates in JSON")
    try:
        bulk.wait_for_batch(job, bulk.query(job, "SELECT Nothing FROM Contact"), sleep_interval=0.1)
        raise SystemExit("a wrong query did not fail")
    except BulkBatchFailed as error:
        equal("INVALID_FIELD" in str(error), True, "the reason of a failed batch")


def rows_of(bulk, batch: str, job: str) -> list:
    results = bulk.get_all_results_for_query_batch(batch, job)
    return [row for result in results for row in unicodecsv.DictReader(result, encoding="utf-8")]


def check_ingest(bulk, started) -> None:
    job = bulk.create_insert_job("Contact", contentType="CSV", concurrency="Parallel")
    rows = [{"LastName": "Bulk", "Title": 'a "b"'}, {"LastName": "", "Title": "x"}]
    batch = bulk.post_batch(job, CsvDictsAdapter(iter(rows)))
    bulk.wait_for_batch(job, batch, sleep_interval=0.1)
    bulk.close_job(job)
    good, bad = bulk.get_batch_results(batch, job)
    equal((good.success, good.created, good.error), ("true", "true", ""), "the good row")
    equal(bad.error.startswith("REQUIRED_FIELD_MISSING"), True, "the reason of the bad row")
    equal(bulk.job_status(job)["numberRecordsFailed"], "1", "rows that failed")
    equal(started.count("Title = 'a \"b\"'"), 1, "records written")


if __name__ == "__main__":
    main()
