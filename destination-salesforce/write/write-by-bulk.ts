import {CsvFile} from '../bulk/csv-file.js';
import {buildCsvLayout, buildCsvLine, type CsvLayout} from '../bulk/csv-line.js';
import {type JobLoad, runIngestJob, UploadRefused} from '../bulk/run-ingest-job.js';
import type {Exporting} from '../exporting.js';
import type {Settle} from '../round/outcome.js';
import type {Shipment} from './send-changes.js';
import {writeByCollections} from './write-by-collections.js';

// A file of so many rows whose upload is refused as a whole is sent by calls, which find the record at fault.
const MAX_ROWS_IN_CALLS = 2000;

/**
 * Sends changes by Bulk API 2.0: one job for each 95 MB of CSV, one after the other. Where a gateway refuses an upload, for
 * the text of some record, smaller files go out.
 */
export async function writeByBulk(
  shipment: Shipment,
  exporting: Exporting,
  settle: Settle,
): Promise<void> {
  const {operation, indexes} = shipment;
  const layout = buildCsvLayout(exporting.target, operation);
  const inJson: number[] = [];
  const load = {...shipment, layout, inJson};
  let maxRows = Number.POSITIVE_INFINITY;
  for (let start = 0; start < indexes.length; ) {
    const {sent, isRefused} = await sendFile(load, {start, maxRows}, {exporting, settle});
    if (isRefused) {
      maxRows = Math.ceil(sent / 2);
      if (sent > MAX_ROWS_IN_CALLS) continue;
      const part = {...shipment, indexes: indexes.slice(start, start + sent)};
      await writeByCollections(part, exporting, settle);
    }
    start += sent;
    maxRows = Math.max(maxRows, MAX_ROWS_IN_CALLS) * 2;
  }
  if (inJson.length > 0)
    await writeByCollections({...shipment, indexes: Int32Array.from(inJson)}, exporting, settle);
}

interface Load extends Shipment {
  layout: CsvLayout;
  /** Changes that CSV cannot say. */
  inJson: number[];
}

/** Fills a file from the change at `start` on and runs its job; resolves with how many changes were in it. */
async function sendFile(
  {operation, indexes, outbox, layout, inJson}: Load,
  {start, maxRows}: {start: number; maxRows: number},
  {exporting, settle}: {exporting: Exporting; settle: Settle},
): Promise<{sent: number; isRefused: boolean}> {
  const file = new CsvFile(layout.header);
  try {
    const unsayable = new Set<number>();
    const end = Math.min(indexes.length, start + maxRows);
    let next = start;
    for (; next < end && !file.isFull; next += 1) {
      const index = indexes[next] ?? 0;
      const line = buildCsvLine(outbox.read(index), layout, exporting.target);
      if (line === undefined) unsayable.add(index);
      else file.append(line);
    }
    const sent = indexes.subarray(start, next).filter(index => !unsayable.has(index));
    const load = {file, sent, operation, outbox};
    const isSent = sent.length === 0 || (await isUploadTaken(load, {exporting, settle}));
    if (isSent) inJson.push(...unsayable);
    return {sent: next - start, isRefused: !isSent};
  } finally {
    file.close();
  }
}

async function isUploadTaken(
  load: JobLoad,
  {exporting, settle}: {exporting: Exporting; settle: Settle},
): Promise<boolean> {
  try {
    await runIngestJob(load, exporting, settle);
    return true;
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    const {message} = error;
    exporting.context.log('INFO', `${message} It is sent in parts.`);
    return false;
  }
}
