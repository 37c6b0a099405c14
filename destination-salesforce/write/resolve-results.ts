import {
  brokenAnswer,
  type IngestJob,
  isBrokenAnswer,
  MAX_READS,
  type ResultFile,
  readCsv,
} from '@cohort-salesforce/source-salesforce/salesforce';
import type {Operation} from '../batch/pending-changes.js';
import {type OnResult, toWriteResult, type WriteResult} from '../batch/write-result.js';
import type {WriteContext} from '../write-context.js';
import {parseRowError} from './parse-row-error.js';
import {RowKeys} from './row-keys.js';
import type {SentRows} from './sent-rows.js';

/** The changes whose rows are in a job's file. */
export interface SentChanges {
  operation: Operation;
  sent: Int32Array;
  /** Their keys: see {@link RowKeys}. */
  rows: SentRows;
}

/**
 * Reads all three result files of a job that has ended, however it has ended, and tells each row's
 * result. Rows come back in no promised order: they are known by Id, new ones by their key. A row that no
 * file has, or that the files have too often, counts as neither written nor refused: the org itself is looked at.
 */
export async function resolveResults(
  job: IngestJob,
  {operation, sent, rows}: SentChanges,
  {writeContext, onResult}: {writeContext: WriteContext; onResult: OnResult},
): Promise<void> {
  const results = new JobResults(job, operation, writeContext);
  const counts = countsOf(job);
  const beginDone = () => new DoneRows(rows, sent.length);
  const toRefusal = (error: string) => toWriteResult(parseRowError(error));
  const beginFailed = () => new OtherRows(rows, toRefusal);
  const toUnprocessed = () => unprocessed(job);
  const [done, failed, left] = await Promise.all([
    results.read('successfulResults', beginDone, counts.done),
    results.read('failedResults', beginFailed, counts.failed),
    results.read('unprocessedrecords', () => new OtherRows(rows, toUnprocessed)),
  ]);
  const isBelievable = agrees(job, {done: done.total, failed: failed.total});
  for (const [position, index] of sent.entries()) {
    const number = rows.numberAt(position);
    const others = [...failed.of(number), ...left.of(number)];
    const count = {sent: rows.countOf(number), done: done.of(number)};
    const writeResult = outcomeOf(count, others);
    const id = writeResult?.kind === 'done' ? done.idOf(number) : undefined;
    const withId = writeResult && id !== undefined ? {id, ...writeResult} : writeResult;
    onResult(index, (isBelievable && withId) || missing(job));
  }
}

// Rows with one key and different results cannot be distinguished.
function outcomeOf(
  {sent, done}: {sent: number; done: number},
  others: readonly WriteResult[],
): WriteResult | undefined {
  if (done + others.length !== sent) return undefined;
  if (others.length === 0) return {kind: 'done'};
  return sent === 1 ? others[0] : undefined;
}

// How many rows the files should have; undefined where the job does not say.
function countsOf({
  state,
  numberRecordsProcessed: processed,
  numberRecordsFailed: failed,
}: IngestJob): {done?: number | undefined; failed?: number | undefined} {
  if (state !== 'JobComplete' || processed === undefined) return {};
  return {failed, ...(failed !== undefined && {done: processed - failed})};
}

// A job that broke off may not have counted to its end.
function agrees(
  {state, numberRecordsProcessed, numberRecordsFailed}: IngestJob,
  {done, failed}: {done: number; failed: number},
): boolean {
  if (state !== 'JobComplete') return true;
  return (
    (numberRecordsProcessed ?? done + failed) === done + failed &&
    (numberRecordsFailed ?? failed) === failed
  );
}

function unprocessed({state, errorMessage}: IngestJob): WriteResult {
  return {
    kind: 'unprocessed',
    message: `the job ended as ${state}: ${errorMessage ?? 'no reason given'}`,
  };
}

function missing({id}: IngestJob): WriteResult {
  const message = `the results of the job ${id} lack rows, have some twice, or do not agree with its counts`;
  return {kind: 'unclear', code: 'NO_REPLY', message};
}

/** What is gathered from the rows of a result file. */
interface Gathered {
  /** How many rows were added. */
  readonly total: number;
  /** Takes a row's key and, from failedResults, its error. */
  add(key: string, error: string, id: string): void;
}

/** How often each key was written. */
class DoneRows implements Gathered {
  readonly #rows: SentRows;
  readonly #counts: Int32Array;
  readonly #ids: string[] = [];
  total = 0;

  constructor(rows: SentRows, count: number) {
    this.#rows = rows;
    this.#counts = new Int32Array(count);
  }

  add(key: string, _error: string, id: string): void {
    this.total += 1;
    const number = this.#rows.numberOf(key);
    if (number === undefined) return;
    this.#counts[number] = this.of(number) + 1;
    if (id !== '') this.#ids[number] = id;
  }

  /** Of the record that was created for the only row with this key. */
  idOf(number: number): string | undefined {
    return this.of(number) === 1 ? this.#ids[number] : undefined;
  }

  of(number: number): number {
    return this.#counts[number] ?? 0;
  }
}

/** What became of rows that were not written. */
class OtherRows implements Gathered {
  readonly #rows: SentRows;
  readonly #toWriteResult: (error: string) => WriteResult;
  readonly #writeResults = new Map<number, WriteResult[]>();
  total = 0;

  constructor(rows: SentRows, toWriteResult: (error: string) => WriteResult) {
    this.#rows = rows;
    this.#toWriteResult = toWriteResult;
  }

  add(key: string, error: string): void {
    this.total += 1;
    const number = this.#rows.numberOf(key);
    if (number === undefined) return;
    const known = this.#writeResults.get(number);
    if (known) known.push(this.#toWriteResult(error));
    else this.#writeResults.set(number, [this.#toWriteResult(error)]);
  }

  of(number: number): readonly WriteResult[] {
    return this.#writeResults.get(number) ?? [];
  }
}

/** The result files of one job. */
class JobResults {
  readonly #job: IngestJob;
  readonly #writeContext: WriteContext;
  readonly #keys: RowKeys;

  constructor(job: IngestJob, operation: Operation, writeContext: WriteContext) {
    this.#job = job;
    this.#writeContext = writeContext;
    this.#keys = new RowKeys(operation, writeContext.target);
  }

  /** What `begin` gives, with each row; a file that breaks off or has another number of rows is read again. */
  async read<Rows extends Gathered>(
    file: ResultFile,
    begin: () => Rows,
    expected?: number,
  ): Promise<Rows> {
    const path = `/jobs/ingest/${this.#job.id}/${file}`;
    for (let attempt = 1; ; attempt += 1) {
      const rows = begin();
      try {
        await this.#readOnce(path, rows);
        // A last row that is missing looks like an end.
        const isWhole = expected === undefined || rows.total === expected;
        if (isWhole || attempt === MAX_READS) return rows;
      } catch (error) {
        if (!isBrokenAnswer(error) || attempt === MAX_READS) throw brokenAnswer(path, error);
      }
    }
  }

  async #readOnce(path: string, gathered: Gathered): Promise<void> {
    const {body} = await this.#writeContext.salesforce.stream({method: 'GET', path});
    let header: readonly string[] | undefined;
    for await (const rows of readCsv(body)) {
      const records = header ? rows : rows.slice(1);
      header ??= rows[0] ?? [];
      const key = header.indexOf(this.#keys.column);
      if (key < 0) throw new Error(`there is no column ${this.#keys.column}`);
      const error = header.indexOf('sf__Error');
      const id = this.#job.operation === 'insert' ? header.indexOf('sf__Id') : -1;
      for (const row of records) {
        gathered.add(this.#keys.parse(row[key] ?? ''), row[error] ?? '', row[id] ?? '');
      }
    }
  }
}
