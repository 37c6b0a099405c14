import {CsvFile} from '../bulk/csv-file.js';
import {buildCsvLayout, buildCsvLine, type CsvLayout} from '../bulk/csv-line.js';
import {runIngestJob} from '../bulk/run-ingest-job.js';
import type {Exporting} from '../exporting.js';
import type {Settle} from '../round/outcome.js';
import type {Shipment} from './send-changes.js';
import {writeByCollections} from './write-by-collections.js';

/** Sends changes by Bulk API 2.0: one job for each 95 MB of CSV, one after the other. */
export async function writeByBulk(
  shipment: Shipment,
  exporting: Exporting,
  settle: Settle,
): Promise<void> {
  const {operation, indexes} = shipment;
  const layout = buildCsvLayout(exporting.target, operation);
  const inJson: number[] = [];
  const load = {...shipment, layout, inJson};
  for (let start = 0; start < indexes.length; ) {
    start = await sendFile(load, start, {exporting, settle});
  }
  if (inJson.length > 0)
    await writeByCollections({...shipment, indexes: Int32Array.from(inJson)}, exporting, settle);
}

interface Load extends Shipment {
  layout: CsvLayout;
  /** Changes that CSV cannot say. */
  inJson: number[];
}

/** Fills a file from the change at `start` on and runs its job; resolves with where the next begins. */
async function sendFile(
  {operation, indexes, outbox, layout, inJson}: Load,
  start: number,
  {exporting, settle}: {exporting: Exporting; settle: Settle},
): Promise<number> {
  const file = new CsvFile(layout.header);
  try {
    const unsayable = new Set<number>();
    let next = start;
    for (; next < indexes.length && !file.isFull; next += 1) {
      const index = indexes[next] ?? 0;
      const line = buildCsvLine(outbox.read(index), layout, exporting.target);
      if (line === undefined) unsayable.add(index);
      else file.append(line);
    }
    inJson.push(...unsayable);
    const sent = indexes.subarray(start, next).filter(index => !unsayable.has(index));
    if (sent.length > 0) await runIngestJob({file, sent, operation, outbox}, exporting, settle);
    return next;
  } finally {
    file.close();
  }
}
