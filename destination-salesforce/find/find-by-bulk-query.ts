import {queryInBulk} from '../bulk/query-job.js';
import type {Exporting} from '../exporting.js';
import type {Candidate} from '../match/index.js';
import type {Round} from '../round/round.js';
import {Spool} from '../round/spool.js';
import type {Found} from './found.js';
import {linkCandidate} from './link-candidate.js';
import {toCandidate} from './selection.js';

// What is in memory at a time.
const CHUNK_ROWS = 2000;

/**
 * Looks rows up by reading every record of the object that could be meant, once. Those that are
 * meant wait on the disk until their rows are decided about.
 */
export async function* findByBulkQuery(
  rows: readonly number[],
  round: Round,
  exporting: Exporting,
): AsyncIterable<readonly Found[]> {
  const candidates = new CandidateStore();
  try {
    await collect(candidates, round, exporting);
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      yield rows.slice(start, start + CHUNK_ROWS).map(index => {
        return {index, row: round.row(index), candidates: candidates.of(index)};
      });
    }
  } finally {
    candidates.close();
  }
}

async function collect(
  candidates: CandidateStore,
  round: Round,
  {salesforce, selection, target}: Exporting,
): Promise<void> {
  const soql = `SELECT ${selection.paths.join(', ')} FROM ${target.object}${buildFilter()}`;
  for await (const records of queryInBulk(salesforce, soql)) {
    for (const values of records) {
      const candidate = toCandidate(values, selection, target);
      const meant = linkCandidate(candidate, round);
      if (meant.size > 0) candidates.add(candidate, meant);
    }
  }

  // A record with neither key nor user id can be meant by nobody.
  function buildFilter(): string {
    if (target.key.kind === 'id') return '';
    const paths = [...selection.keys, selection.userId].flatMap(at => selection.paths[at] ?? []);
    return ` WHERE ${[...new Set(paths)].map(path => `${path} != null`).join(' OR ')}`;
  }
}

/** Candidates on the disk, by row. */
class CandidateStore {
  readonly #spool = new Spool();
  readonly #byRow = new Map<number, number | number[]>();

  add(candidate: Candidate, rows: Iterable<number>): void {
    const index = this.#spool.append(JSON.stringify(candidate));
    for (const row of rows) {
      const known = this.#byRow.get(row);
      if (known === undefined) this.#byRow.set(row, index);
      else this.#byRow.set(row, [...(typeof known === 'number' ? [known] : known), index]);
    }
  }

  of(row: number): Candidate[] {
    const known = this.#byRow.get(row);
    const indexes = known === undefined ? [] : typeof known === 'number' ? [known] : known;
    return indexes.map(index => JSON.parse(this.#spool.read(index)) as Candidate);
  }

  close(): void {
    this.#spool.close();
  }
}
