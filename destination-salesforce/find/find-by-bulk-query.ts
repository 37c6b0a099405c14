import {keepToBudget} from '../../source-salesforce/salesforce/index.js';
import {queryInBulk} from '../bulk/query-in-bulk.js';
import type {Exporting} from '../exporting.js';
import {recordIdsOf} from '../link/record-ids-of.js';
import type {Candidate} from '../match/index.js';
import type {Found, Gone} from '../round/found.js';
import {linkCandidate} from '../round/link-candidate.js';
import {NumberList} from '../round/number-list.js';
import type {Round} from '../round/round.js';
import {Spool} from '../round/spool.js';
import {findGone} from './find-gone.js';
import {toCandidate} from './selection.js';

// What is in memory at a time.
const CHUNK_ROWS = 20;
const LINK_CHUNK_ROWS = 1000;

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
  const lookedUpAt = exporting.salesforce.now();
  try {
    await collect(candidates, round, exporting);
    const gone = await collectGone(rows, {candidates, round, exporting});
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      yield Array.from(rows.subarray(start, start + CHUNK_ROWS), index => {
        const row = round.row(index);
        return {index, row, candidates: candidates.of(index), lookedUpAt, ...gone.get(index)};
      });
    }
  } finally {
    candidates.close();
  }
}

// Linked records that the query did not return: they are gone, or have neither key nor user id any more.
async function collectGone(
  rows: Int32Array,
  {candidates, round, exporting}: {candidates: CandidateStore; round: Round; exporting: Exporting},
): Promise<Map<number, {gone: Gone}>> {
  const result = new Map<number, {gone: Gone}>();
  if (!exporting.link) return result;
  for (let start = 0; start < rows.length; start += LINK_CHUNK_ROWS) {
    const chunk = [...rows.subarray(start, start + LINK_CHUNK_ROWS)];
    const recordIds = await recordIdsOf(chunk, round, exporting.link);
    const missing = chunk.flatMap((index, position) => {
      const recordId = recordIds[position];
      return recordId && !candidates.has(index, recordId) ? [{index, recordId}] : [];
    });
    const whereabouts = await findGone(
      missing.map(({recordId}) => recordId),
      exporting,
    );
    for (const {index, recordId} of missing) {
      const one = whereabouts.get(recordId);
      if (one && 'gone' in one) result.set(index, {gone: one.gone});
      const record = one && ('record' in one ? one.record : one.master);
      if (record) candidates.add(record, [index]);
    }
  }
  return result;
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

  has(row: number, recordId: string): boolean {
    return this.of(row).some(({id}) => id === recordId);
  }

  close(): void {
    this.#spool.close();
  }
}
