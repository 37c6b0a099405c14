import {CsvFile} from '@cohort-salesforce/source-salesforce/salesforce';
import type {OnResult} from '../batch/write-result.js';
import type {WriteContext} from '../write-context.js';
import {buildCsvLayout, buildCsvLine, type CsvLayout} from './build-csv-row.js';
import {RowKeys} from './row-keys.js';
import {type JobUpload, runIngestJob, UploadRefused} from './run-ingest-job.js';
import type {WriteRequest} from './send-changes.js';
import {SentRows} from './sent-rows.js';
import {writeByCollections} from './write-by-collections.js';

// A file of so many rows whose upload is refused as a whole is sent by calls, which find the record at fault.
const MAX_ROWS_IN_CALLS = 2000;

/**
 * Sends changes by Bulk API 2.0: one job for each 95 MB of CSV, one after the other. Where a gateway refuses an upload, for
 * the text of some record, smaller files go out.
 */
export async function writeByBulk(
  writeRequest: WriteRequest,
  writeContext: WriteContext,
  onResult: OnResult,
): Promise<void> {
  const {operation, indexes} = writeRequest;
  const layout = buildCsvLayout(writeContext.target, operation);
  const inJson: number[] = [];
  const load = {...writeRequest, layout, inJson};
  let maxRows = Number.POSITIVE_INFINITY;
  for (let start = 0; start < indexes.length; ) {
    const {sent, isRefused} = await sendFile(load, {start, maxRows}, {writeContext, onResult});
    if (isRefused) {
      maxRows = Math.ceil(sent / 2);
      if (sent > MAX_ROWS_IN_CALLS) continue;
      const part = {...writeRequest, indexes: indexes.slice(start, start + sent)};
      await writeByCollections(part, writeContext, onResult);
    }
    start += sent;
    maxRows = Math.max(maxRows, MAX_ROWS_IN_CALLS) * 2;
  }
  if (inJson.length > 0)
    await writeByCollections(
      {...writeRequest, indexes: Int32Array.from(inJson)},
      writeContext,
      onResult,
    );
}

interface UploadRequest extends WriteRequest {
  layout: CsvLayout;
  /** Changes that CSV cannot say. */
  inJson: number[];
}

/** Fills a file from the change at `start` on and runs its job; resolves with how many changes were in it. */
async function sendFile(
  {operation, indexes, pendingChanges, layout, inJson}: UploadRequest,
  {start, maxRows}: {start: number; maxRows: number},
  {writeContext, onResult}: {writeContext: WriteContext; onResult: OnResult},
): Promise<{sent: number; isRefused: boolean}> {
  const file = new CsvFile(layout.header);
  try {
    const unsayable = new Set<number>();
    const keys = new RowKeys(operation, writeContext.target);
    const rows = new SentRows();
    const end = Math.min(indexes.length, start + maxRows);
    let next = start;
    for (; next < end && !file.isFull; next += 1) {
      const index = indexes[next] ?? 0;
      const change = pendingChanges.read(index);
      const line = buildCsvLine(change, layout, writeContext.target);
      if (line === undefined) {
        unsayable.add(index);
        continue;
      }
      file.append(line);
      rows.add(keys.of(change));
    }
    const sent = indexes.subarray(start, next).filter(index => !unsayable.has(index));
    const load = {file, sent, rows, operation};
    const isSent = sent.length === 0 || (await isUploadTaken(load, {writeContext, onResult}));
    if (isSent) inJson.push(...unsayable);
    return {sent: next - start, isRefused: !isSent};
  } finally {
    file.close();
  }
}

async function isUploadTaken(
  load: JobUpload,
  {writeContext, onResult}: {writeContext: WriteContext; onResult: OnResult},
): Promise<boolean> {
  try {
    await runIngestJob(load, writeContext, onResult);
    return true;
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    const {message} = error;
    writeContext.context.log('INFO', `${message} It is sent in parts.`);
    return false;
  }
}
