import {errorCodeOf, keepToBudget, quoteSoql} from '../../source-salesforce/salesforce/index.js';
import type {Exporting} from '../exporting.js';
import {inParallel} from '../in-parallel.js';
import {recordIdsOf} from '../link/record-ids-of.js';
import type {Candidate, Row} from '../match/index.js';
import type {Found, Gone} from '../round/found.js';
import {linkCandidate} from '../round/link-candidate.js';
import type {Round} from '../round/round.js';
import {buildLookups} from './build-lookups.js';
import {findGone} from './find-gone.js';
import {isCaseSensitive, lookUpInAnyCase} from './look-up-in-any-case.js';
import {selectPadded} from './select-padded.js';
import {toCandidate, valueAt} from './selection.js';

// What is in memory at a time, and what few calls can look up together.
const CHUNK_ROWS = 2000;
const CONCURRENT_CALLS = 4;

/** Looks rows up by lists of their keys: cheap for few. */
export async function* findByQueries(
  rows: Iterable<number>,
  round: Round,
  exporting: Exporting,
): AsyncIterable<readonly Found[]> {
  const {target, selection} = exporting;
  let padded: Promise<Candidate[]> | undefined;
  const readPadded = () => {
    padded ??= readAll(selectPadded(target, selection), exporting).catch(error =>
      withoutPadded(error, exporting),
    );
    return padded;
  };
  for (const chunk of cutChunks(rows, CHUNK_ROWS)) {
    keepToBudget(exporting);
    const lookedUpAt = exporting.salesforce.now();
    const links = new Links(round);
    const recordIds = await recordIdsOf(chunk, round, exporting.link);
    await lookUp(chunk, {round, exporting, links, recordIds});
    // One call more, and only where somebody would be created or passed over.
    const isMissing = chunk.some(row => links.of(row).length === 0);
    if (isMissing && target.key.kind === 'email') {
      links.add(await readPadded());
      if (isCaseSensitive(target)) {
        for await (const candidates of lookUpInAnyCase(exporting)) links.add(candidates);
      }
    }
    const gone = await findGoneOf(chunk, {recordIds, links, exporting});
    yield chunk.map(index => {
      const row = round.row(index);
      return {index, row, candidates: links.of(index), lookedUpAt, ...gone.get(index)};
    });
  }
}

async function findGoneOf(
  chunk: readonly number[],
  found: {recordIds: readonly (string | undefined)[]; links: Links; exporting: Exporting},
): Promise<Map<number, {gone?: Gone}>> {
  const {recordIds, links, exporting} = found;
  const missing = new Map<number, string>();
  for (const [position, index] of chunk.entries()) {
    const recordId = recordIds[position];
    if (recordId !== undefined && !links.has(index, recordId)) missing.set(index, recordId);
  }
  const result = new Map<number, {gone?: Gone}>();
  if (missing.size === 0) return result;
  const whereabouts = await findGone([...missing.values()], exporting);
  for (const [index, recordId] of missing) {
    const one = whereabouts.get(recordId);
    if (one && 'record' in one) links.addTo(index, one.record);
    if (one && 'gone' in one) {
      result.set(index, {gone: one.gone});
      if (one.master) links.addTo(index, one.master);
    }
  }
  return result;
}

async function lookUp(
  chunk: readonly number[],
  {
    round,
    exporting,
    links,
    recordIds,
  }: {
    round: Round;
    exporting: Exporting;
    links: Links;
    recordIds: readonly (string | undefined)[];
  },
): Promise<void> {
  const rows = chunk.map((index, position): [number, Row, string?] => {
    const recordId = recordIds[position];
    const row = round.row(index);
    return recordId === undefined ? [index, row] : [index, row, recordId];
  });
  const lookups = buildLookups(rows, {...exporting, quote: quoteSoql});
  await inParallel(lookups, CONCURRENT_CALLS, async ({soql}) => {
    for await (const candidates of readPages(soql, exporting)) links.add(candidates);
  });
}

async function readAll(soql: string, exporting: Exporting): Promise<Candidate[]> {
  const all: Candidate[] = [];
  for await (const candidates of readPages(soql, exporting)) all.push(...candidates);
  return all;
}

// Few records can have such an address: that the org refuses to look for them, or takes too long, must not end a run.
function withoutPadded(error: unknown, {context, target}: Exporting): Candidate[] {
  const code = errorCodeOf(error);
  if (code === undefined || ESSENTIAL.test(code)) throw error;
  context.log(
    'WARN',
    `${target.object}: records whose address has blanks around it are not looked for, because Salesforce refuses to (${code}). This happens to encrypted fields, and in orgs with very many records.`,
  );
  return [];
}

// These concern every call: the next one would fail as well, or nothing is known of the answer.
const ESSENTIAL =
  /^(NO_ANSWER|BROKEN_ANSWER|WRONG_COUNT|NO_PROGRESS|HTTP_\d+|REQUEST_LIMIT_EXCEEDED|INVALID_SESSION_ID|SERVER_UNAVAILABLE)$/;

async function* readPages(
  soql: string,
  {salesforce, selection, target}: Exporting,
): AsyncIterable<Candidate[]> {
  for await (const records of salesforce.queryPages(soql)) {
    yield records.map(record => {
      const values = selection.paths.map(path => valueAt(record, path));
      return toCandidate(values, selection, target);
    });
  }
}

/** Which records each row may mean; a record found by two queries counts once. */
class Links {
  readonly #round: Round;
  readonly #byRow = new Map<number, Map<string, Candidate>>();

  constructor(round: Round) {
    this.#round = round;
  }

  add(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) {
      for (const row of linkCandidate(candidate, this.#round)) this.addTo(row, candidate);
    }
  }

  addTo(row: number, candidate: Candidate): void {
    const known = this.#byRow.get(row) ?? new Map<string, Candidate>();
    this.#byRow.set(row, known.set(candidate.id, candidate));
  }

  has(row: number, recordId: string): boolean {
    return this.#byRow.get(row)?.has(recordId) ?? false;
  }

  of(row: number): Candidate[] {
    return [...(this.#byRow.get(row)?.values() ?? [])];
  }
}

function* cutChunks<Item>(items: Iterable<Item>, size: number): Iterable<Item[]> {
  let chunk: Item[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
