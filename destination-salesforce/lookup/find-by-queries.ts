import {
  assertWithinApiBudget,
  errorCodeOf,
  quoteSoql,
} from '@cohort-salesforce/source-salesforce/salesforce';
import type {Found, Gone} from '../batch/found.js';
import {linkMatch} from '../batch/link-match.js';
import type {WriteBatch} from '../batch/write-batch.js';
import {inParallel} from '../in-parallel.js';
import {recordIdsOf} from '../link/record-ids-of.js';
import type {Match, Row} from '../match/index.js';
import type {WriteContext} from '../write-context.js';
import {buildLookups} from './build-lookups.js';
import {findGone} from './find-gone.js';
import {isCaseSensitive, lookUpInAnyCase} from './look-up-in-any-case.js';
import {selectPadded} from './select-padded.js';
import {toMatch, valueAt} from './selection.js';

// What is in memory at a time, and what few calls can look up together.
const CHUNK_ROWS = 2000;
const CONCURRENT_CALLS = 4;

/** Looks rows up by lists of their keys: cheap for few. */
export async function* findByQueries(
  rows: Iterable<number>,
  writeBatch: WriteBatch,
  writeContext: WriteContext,
): AsyncIterable<readonly Found[]> {
  const {target, selection} = writeContext;
  let padded: Promise<Match[]> | undefined;
  const readPadded = () => {
    padded ??= readAll(selectPadded(target, selection), writeContext).catch(error =>
      withoutPadded(error, writeContext),
    );
    return padded;
  };
  for (const chunk of cutChunks(rows, CHUNK_ROWS)) {
    assertWithinApiBudget(writeContext);
    const lookedUpAt = writeContext.salesforce.now();
    const links = new Links(writeBatch);
    const recordIds = await recordIdsOf(chunk, writeBatch, writeContext.link);
    await lookUp(chunk, {writeBatch, writeContext, links, recordIds});
    // One call more, and only where somebody would be created or passed over.
    const isMissing = chunk.some(row => links.of(row).length === 0);
    if (isMissing && target.key.kind === 'email') {
      links.add(await readPadded());
      if (isCaseSensitive(target)) {
        for await (const matches of lookUpInAnyCase(writeContext)) links.add(matches);
      }
    }
    const gone = await findGoneOf(chunk, {recordIds, links, writeContext});
    yield chunk.map(index => {
      const row = writeBatch.row(index);
      return {index, row, matches: links.of(index), lookedUpAt, ...gone.get(index)};
    });
  }
}

async function findGoneOf(
  chunk: readonly number[],
  found: {recordIds: readonly (string | undefined)[]; links: Links; writeContext: WriteContext},
): Promise<Map<number, {gone?: Gone}>> {
  const {recordIds, links, writeContext} = found;
  const missing = new Map<number, string>();
  for (const [position, index] of chunk.entries()) {
    const recordId = recordIds[position];
    if (recordId !== undefined && !links.has(index, recordId)) missing.set(index, recordId);
  }
  const result = new Map<number, {gone?: Gone}>();
  if (missing.size === 0) return result;
  const whereabouts = await findGone([...missing.values()], writeContext);
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
    writeBatch,
    writeContext,
    links,
    recordIds,
  }: {
    writeBatch: WriteBatch;
    writeContext: WriteContext;
    links: Links;
    recordIds: readonly (string | undefined)[];
  },
): Promise<void> {
  const rows = chunk.map((index, position): [number, Row, string?] => {
    const recordId = recordIds[position];
    const row = writeBatch.row(index);
    return recordId === undefined ? [index, row] : [index, row, recordId];
  });
  const lookups = buildLookups(rows, {...writeContext, quote: quoteSoql});
  await inParallel(lookups, CONCURRENT_CALLS, async ({soql}) => {
    for await (const matches of readPages(soql, writeContext)) links.add(matches);
  });
}

async function readAll(soql: string, writeContext: WriteContext): Promise<Match[]> {
  const all: Match[] = [];
  for await (const matches of readPages(soql, writeContext)) all.push(...matches);
  return all;
}

// Few records can have such an address: that the org refuses to look for them, or takes too long, must not end a run.
function withoutPadded(error: unknown, {context, target}: WriteContext): Match[] {
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
  {salesforce, selection, target}: WriteContext,
): AsyncIterable<Match[]> {
  for await (const records of salesforce.queryPages(soql)) {
    yield records.map(record => {
      const values = selection.paths.map(path => valueAt(record, path));
      return toMatch(values, selection, target);
    });
  }
}

/** Which records each row may mean; a record found by two queries counts once. */
class Links {
  readonly #writeBatch: WriteBatch;
  readonly #byRow = new Map<number, Map<string, Match>>();

  constructor(writeBatch: WriteBatch) {
    this.#writeBatch = writeBatch;
  }

  add(matches: readonly Match[]): void {
    for (const foundMatch of matches) {
      for (const row of linkMatch(foundMatch, this.#writeBatch)) this.addTo(row, foundMatch);
    }
  }

  addTo(row: number, foundMatch: Match): void {
    const known = this.#byRow.get(row) ?? new Map<string, Match>();
    this.#byRow.set(row, known.set(foundMatch.id, foundMatch));
  }

  has(row: number, recordId: string): boolean {
    return this.#byRow.get(row)?.has(recordId) ?? false;
  }

  of(row: number): Match[] {
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
