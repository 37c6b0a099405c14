import {keepToBudget} from '../../source-salesforce/salesforce/index.js';
import {queryInBulk} from '../bulk/query-in-bulk.js';
import type {Exporting} from '../exporting.js';
import type {Candidate} from '../match/index.js';
import type {Found} from '../round/found.js';
import {linkCandidate} from '../round/link-candidate.js';
import {NumberList} from '../round/number-list.js';
import type {Round} from '../round/round.js';
import {Spool} from '../round/spool.js';
import {toCandidate} from './selection.js';

// What is in memory at a time.
const CHUNK_ROWS = 20;

/**
 * Looks rows up by reading every record of the object that could be meant, once. Those that are
 * meant wait on the disk until their rows are decided about.
 */
export async function* findByBulkQuery(
  rows: Int32Array,
  round: Round,
  exporting: Exporting,
): AsyncIterable<readonly Found[]> {
  const candidates = new CandidateStore(round.size);
  try {
    await collect(candidates, round, exporting);
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      yield Array.from(rows.subarray(start, start + CHUNK_ROWS), index => {
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
  exporting: Exporting,
): Promise<void> {
  const {selection, target} = exporting;
  keepToBudget(exporting);
  const soql = `SELECT ${selection.paths.join(', ')} FROM ${target.object}${buildFilter()}`;
  for await (const records of queryInBulk(exporting, soql)) {
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

const NONE = -1;

/** Candidates on the disk, by row. */
class CandidateStore {
  readonly #spool = new Spool();
  /** A row's latest link; each link has a candidate and the link before it. */
  readonly #latest: Int32Array;
  readonly #linked = NumberList.ofInts();
  readonly #before = NumberList.ofInts();

  constructor(rows: number) {
    this.#latest = new Int32Array(rows).fill(NONE);
  }

  add(candidate: Candidate, rows: Iterable<number>): void {
    const index = this.#spool.append(JSON.stringify(candidate));
    for (const row of rows) {
      this.#before.push(this.#latest[row] ?? NONE);
      this.#latest[row] = this.#linked.push(index);
    }
  }

  of(row: number): Candidate[] {
    const candidates: Candidate[] = [];
    for (let link = this.#latest[row] ?? NONE; link !== NONE; link = this.#before.at(link)) {
      candidates.push(JSON.parse(this.#spool.read(this.#linked.at(link))) as Candidate);
    }
    return candidates;
  }

  close(): void {
    this.#spool.close();
  }
}
