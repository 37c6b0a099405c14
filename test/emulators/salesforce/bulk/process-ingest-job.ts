import {once} from 'node:events';
import {createReadStream, createWriteStream, type WriteStream} from 'node:fs';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {StoredFault} from '../../control/index.js';
import type {Context} from '../context.js';
import type {SaveResult} from '../dml/index.js';
import {type Column, ingestColumns, JobFailure} from './ingest-columns.js';
import type {IngestJob} from './ingest-job.js';
import {lineEndingOf} from './line-ending.js';
import {delimiters} from './query-job.js';
import {readCsv} from './read-csv.js';
import {errorText, saveIngestRow} from './save-ingest-row.js';
import {quote} from './write-csv.js';

// Salesforce saves a job's records 200 at a time.
const chunkSize = 200;
const batchSize = 10_000;

/** Reads the upload of a job, saves its rows, and writes the two result files. Ends with the job in its last state. */
export async function processIngestJob(context: Context, job: IngestJob): Promise<void> {
  const started = context.clock();
  const writers = openResults(job);
  const failure = await saveUpload(context, job, writers).then(() => undefined, messageOf);
  // Who sees that the job is over asks for its results: they are written by then.
  await Promise.all([closed(writers.successful), closed(writers.failed)]);
  if (failure !== undefined) Object.assign(job, {state: 'Failed', errorMessage: failure});
  else if (job.state === 'InProgress') job.state = 'JobComplete';
  context.bulkUsage.batches += Math.ceil(job.processed / batchSize);
  job.processingMs = context.clock() - started;
  job.changedAt = context.clock();
}

function messageOf(error: unknown): string {
  const {message} = error as Error;
  return error instanceof JobFailure ? message : `InternalServerError : ${message}`;
}

interface Writers {
  successful: WriteStream;
  failed: WriteStream;
}

function openResults({files}: IngestJob): Writers {
  return {successful: createWriteStream(files.successful), failed: createWriteStream(files.failed)};
}

async function closed(stream: WriteStream): Promise<void> {
  stream.end();
  if (!stream.closed) await once(stream, 'close');
}

async function saveUpload(context: Context, job: IngestJob, writers: Writers): Promise<void> {
  const fault = context.control.faults.take('fail-ingest-job');
  const mostRows = fault ? Number(fault.afterRows ?? 0) : Number.POSITIVE_INFINITY;
  checkUpload(job);
  let columns: Column[] | undefined;
  for await (const rows of readCsv(createReadStream(job.files.upload), delimiterOf(job))) {
    if (!columns) {
      const header = rows.shift() ?? [];
      columns = readHeader(job, header);
      writeHeaders(job, writers, header);
    }
    while (rows.length > 0) {
      if (fault && job.processed >= mostRows) throw askedFailure(fault);
      const chunk = rows.splice(0, Math.min(chunkSize, mostRows - job.processed));
      await saveChunk(context, job, {rows: chunk, columns, writers});
      // Other calls get their turn; one of them may abort the job.
      await nextTurn();
      if (job.state !== 'InProgress') return;
    }
  }
  if (!columns) throw new JobFailure('InvalidBatch : Unable to find header row');
}

function delimiterOf({columnDelimiter}: IngestJob): string {
  return delimiters[columnDelimiter];
}

function checkUpload(job: IngestJob): void {
  if (!job.isUploaded) throw new JobFailure('InvalidBatch : No data was uploaded');
  const found = lineEndingOf(job.files.upload);
  if (found === undefined || found === job.lineEnding) return;
  throw new JobFailure(
    `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${job.lineEnding}`,
  );
}

function readHeader(job: IngestJob, header: readonly string[]): Column[] {
  const columns = ingestColumns(job.session, job.type, header);
  const needed = job.operation === 'insert' ? undefined : (job.key?.name ?? 'Id');
  if (needed && !header.some(name => name.trim().toLowerCase() === needed.toLowerCase()))
    throw new JobFailure(`InvalidBatch : Field name not found : ${needed}`);
  return columns;
}

function askedFailure({message}: StoredFault): JobFailure {
  return new JobFailure(String(message ?? 'InternalServerError : the job failed'));
}

function writeHeaders(
  job: IngestJob,
  {successful, failed}: Writers,
  header: readonly string[],
): void {
  successful.write(line(job, ['sf__Id', 'sf__Created', ...header]));
  failed.write(line(job, ['sf__Id', 'sf__Error', ...header]));
}

function line({columnDelimiter, lineEnding}: IngestJob, values: readonly string[]): string {
  return (
    values.map(quote).join(delimiters[columnDelimiter]) + (lineEnding === 'CRLF' ? '\r\n' : '\n')
  );
}

async function saveChunk(
  context: Context,
  job: IngestJob,
  {rows, columns, writers}: {rows: string[][]; columns: Column[]; writers: Writers},
): Promise<void> {
  const table = context.org.table(job.object);
  if (!table) throw new JobFailure(`InvalidEntity : ${job.object}`);
  const seen = new Set<string>();
  const {faults} = context.control;
  let good = '';
  let bad = '';
  for (const row of rows) {
    const result = saveIngestRow(job, row, {table, columns, faults, seen});
    if (result.success) good += line(job, [result.id, String(result.created), ...row]);
    else bad += line(job, [idIn(job, row, columns), errorText(result.errors), ...row]);
    count(job, result);
  }
  if (good !== '' && !writers.successful.write(good)) await once(writers.successful, 'drain');
  if (bad !== '' && !writers.failed.write(bad)) await once(writers.failed, 'drain');
}

function count(job: IngestJob, result: SaveResult): void {
  job.processed += 1;
  if (!result.success) job.failed += 1;
}

// A failed update or delete tells which record it was for.
function idIn(job: IngestJob, row: readonly string[], columns: readonly Column[]): string {
  if (job.operation === 'insert' || job.key) return '';
  return (
    row.find(
      (text, at) =>
        at < columns.length &&
        /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(text) &&
        text.startsWith(job.type.keyPrefix),
    ) ?? ''
  );
}
