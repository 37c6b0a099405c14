import {assertWithinApiBudget, queryInBulk} from '@cohort-salesforce/source-salesforce/salesforce';
import type {Found, Gone} from '../batch/found.js';
import {linkMatch} from '../batch/link-match.js';
import {NumberList} from '../batch/number-list.js';
import {Spool} from '../batch/spool.js';
import type {WriteBatch} from '../batch/write-batch.js';
import {recordIdsOf} from '../link/record-ids-of.js';
import type {Match} from '../match/index.js';
import type {WriteContext} from '../write-context.js';
import {findGone} from './find-gone.js';
import {toMatch} from './selection.js';

// What is in memory at a time.
const CHUNK_ROWS = 200;
const LINK_CHUNK_ROWS = 1000;

/**
 * Looks rows up by reading every record of the object that could be meant, once. Those that are
 * meant wait on the disk until their rows are decided about.
 */
export async function* findByBulkQuery(
  rows: Int32Array,
  writeBatch: WriteBatch,
  writeContext: WriteContext,
): AsyncIterable<readonly Found[]> {
  const matches = new MatchStore(writeBatch.size);
  const lookedUpAt = writeContext.salesforce.now();
  try {
    await collect(matches, writeBatch, writeContext);
    const gone = await collectGone(rows, {matches, writeBatch, writeContext});
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      yield Array.from(rows.subarray(start, start + CHUNK_ROWS), index => {
        const row = writeBatch.row(index);
        return {index, row, matches: matches.of(index), lookedUpAt, ...gone.get(index)};
      });
    }
  } finally {
    matches.close();
  }
}

// Linked records that the query did not return: they are gone, or have neither key nor user id any more.
async function collectGone(
  rows: Int32Array,
  {
    matches,
    writeBatch,
    writeContext,
  }: {matches: MatchStore; writeBatch: WriteBatch; writeContext: WriteContext},
): Promise<Map<number, {gone: Gone}>> {
  const result = new Map<number, {gone: Gone}>();
  if (!writeContext.link) return result;
  for (let start = 0; start < rows.length; start += LINK_CHUNK_ROWS) {
    const chunk = [...rows.subarray(start, start + LINK_CHUNK_ROWS)];
    const recordIds = await recordIdsOf(chunk, writeBatch, writeContext.link);
    const missing = chunk.flatMap((index, position) => {
      const recordId = recordIds[position];
      return recordId && !matches.has(index, recordId) ? [{index, recordId}] : [];
    });
    const whereabouts = await findGone(
      missing.map(({recordId}) => recordId),
      writeContext,
    );
    for (const {index, recordId} of missing) {
      const one = whereabouts.get(recordId);
      if (one && 'gone' in one) result.set(index, {gone: one.gone});
      const record = one && ('record' in one ? one.record : one.master);
      if (record) matches.add(record, [index]);
    }
  }
  return result;
}

async function collect(
  matches: MatchStore,
  writeBatch: WriteBatch,
  writeContext: WriteContext,
): Promise<void> {
  const {selection, target} = writeContext;
  assertWithinApiBudget(writeContext);
  const soql = `SELECT ${selection.paths.join(', ')} FROM ${target.object}${buildFilter()}`;
  for await (const records of queryInBulk(writeContext, soql)) {
    for (const values of records) {
      const foundMatch = toMatch(values, selection, target);
      const meant = linkMatch(foundMatch, writeBatch);
      if (meant.size > 0) matches.add(foundMatch, meant);
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

/** Matches on disk, by row. */
class MatchStore {
  readonly #spool = new Spool();
  /** A row's latest link; each link has a match and the link before it. */
  readonly #latest: Int32Array;
  readonly #linked = NumberList.ofInts();
  readonly #before = NumberList.ofInts();

  constructor(rows: number) {
    this.#latest = new Int32Array(rows).fill(NONE);
  }

  add(foundMatch: Match, rows: Iterable<number>): void {
    const index = this.#spool.append(JSON.stringify(foundMatch));
    for (const row of rows) {
      this.#before.push(this.#latest[row] ?? NONE);
      this.#latest[row] = this.#linked.push(index);
    }
  }

  of(row: number): Match[] {
    const matches: Match[] = [];
    for (let link = this.#latest[row] ?? NONE; link !== NONE; link = this.#before.at(link)) {
      matches.push(JSON.parse(this.#spool.read(this.#linked.at(link))) as Match);
    }
    return matches;
  }

  has(row: number, recordId: string): boolean {
    return this.of(row).some(({id}) => id === recordId);
  }

  close(): void {
    this.#spool.close();
  }
}
