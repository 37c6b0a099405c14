import {createReadStream, existsSync, statSync} from 'node:fs';
import {Readable} from 'node:stream';
import type {IngestJob} from './ingest-job.js';
import {delimiters} from './query-job.js';
import {readCsv} from './read-csv.js';
import {quote} from './write-csv.js';

/** One of the two files with the results of a job; only their header when nothing was processed. */
export function resultFile({files}: IngestJob, which: 'successful' | 'failed'): Readable {
  if (existsSync(files[which]) && statSync(files[which]).size > 0)
    return createReadStream(files[which]);
  return Readable.from([`"sf__Id","${which === 'failed' ? 'sf__Error' : 'sf__Created'}"\n`]);
}

/** The rows of the upload that were not processed. */
export function unprocessedRows(job: IngestJob): Readable {
  return Readable.from(unprocessed(job), {objectMode: false});
}

async function* unprocessed(job: IngestJob): AsyncGenerator<string> {
  if (!existsSync(job.files.upload)) return;
  const delimiter = delimiters[job.columnDelimiter];
  const end = job.lineEnding === 'CRLF' ? '\r\n' : '\n';
  // The header, which is written too, comes before the rows that are left out.
  let at = -1;
  for await (const rows of readCsv(createReadStream(job.files.upload), delimiter)) {
    let text = '';
    for (const row of rows) {
      if (at < 0 || at >= job.processed) text += row.map(quote).join(delimiter) + end;
      at += 1;
    }
    if (text !== '') yield text;
  }
}
