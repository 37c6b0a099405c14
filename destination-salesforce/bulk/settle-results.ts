import type {Exporting} from '../exporting.js';
import {type Change, toKey} from '../match/index.js';
import type {Outbox} from '../round/outbox.js';
import {type Outcome, type Settle, toOutcome} from '../round/outcome.js';
import {brokenAnswer, isBrokenAnswer, MOST_READS} from './broken-answer.js';
import type {IngestJob, ResultFile} from './ingest-job.js';
import {parseRowError} from './parse-row-error.js';
import {readCsv} from './read-csv.js';

/** The changes whose rows are in a job's file. */
export interface SentChanges {
  sent: Int32Array;
  outbox: Outbox;
}

/**
 * Reads all three result files of a job that has ended, however it has ended, and tells each row's
 * outcome. Rows come back in no promised order: they are known by Id, new ones by their key.
 */
export async function settleResults(
  job: IngestJob,
  {sent, outbox}: SentChanges,
  {exporting, settle}: {exporting: Exporting; settle: Settle},
): Promise<void> {
  const results = new JobResults(job, exporting);
  const done = await results.count('successfulResults');
  const outcomes = new Map<string, Outcome>();
  await results.read('failedResults', () => (key, error) => {
    outcomes.set(key, toOutcome(parseRowError(error)));
  });
  await results.read('unprocessedrecords', () => key => {
    outcomes.set(key, unprocessed(job));
  });
  // A row in no file, or rows that cannot be told apart: look at the org itself.
  const isComplete = done + outcomes.size === sent.length;
  const otherwise: Outcome = isComplete ? {kind: 'done'} : missing(job);
  for (const index of sent) {
    const outcome = outcomes.size > 0 && outcomes.get(results.keyOf(outbox.read(index)));
    settle(index, outcome || otherwise);
  }
}

function unprocessed({state, errorMessage}: IngestJob): Outcome {
  return {
    kind: 'unprocessed',
    message: `the job ended as ${state}: ${errorMessage ?? 'no reason given'}`,
  };
}

function missing({id}: IngestJob): Outcome {
  return {kind: 'unclear', code: 'NO_REPLY', message: `the results of the job ${id} lack rows`};
}

/** Takes a row's key and, from failedResults, its error. */
type OnRow = (key: string, error: string) => void;

/** The result files of one job. */
class JobResults {
  readonly #job: IngestJob;
  readonly #exporting: Exporting;
  /** The column that tells rows apart. */
  readonly #column: string;

  constructor(job: IngestJob, exporting: Exporting) {
    const {columns, keyColumn} = exporting.target;
    this.#job = job;
    this.#exporting = exporting;
    this.#column = job.operation === 'insert' ? (columns[keyColumn]?.path ?? '') : 'Id';
  }

  keyOf({id, cells}: Change): string {
    return this.#toKey(id ?? cells[this.#exporting.target.keyColumn] ?? '');
  }

  async count(file: ResultFile): Promise<number> {
    let count = 0;
    await this.read(file, () => {
      count = 0;
      return () => {
        count += 1;
      };
    });
    return count;
  }

  /** Calls what `begin` gives for each row; a file that breaks off is read again from its beginning. */
  async read(file: ResultFile, begin: () => OnRow): Promise<void> {
    const path = `/jobs/ingest/${this.#job.id}/${file}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#readOnce(path, begin());
        return;
      } catch (error) {
        if (!isBrokenAnswer(error) || attempt === MOST_READS) throw brokenAnswer(path, error);
      }
    }
  }

  async #readOnce(path: string, onRow: OnRow): Promise<void> {
    const {body} = await this.#exporting.salesforce.stream({method: 'GET', path});
    let header: readonly string[] | undefined;
    for await (const rows of readCsv(body)) {
      const records = header ? rows : rows.slice(1);
      header ??= rows[0] ?? [];
      const key = header.indexOf(this.#column);
      if (key < 0 && records.length > 0) throw new Error(`there is no column ${this.#column}`);
      const error = header.indexOf('sf__Error');
      for (const row of records) onRow(this.#toKey(row[key] ?? ''), row[error] ?? '');
    }
  }

  #toKey(text: string): string {
    if (this.#job.operation !== 'insert') return text.slice(0, 15);
    return toKey(this.#exporting.target.key, text);
  }
}
