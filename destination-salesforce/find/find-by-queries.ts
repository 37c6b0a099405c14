import {errorCodeOf, keepToBudget, quoteSoql} from '../../source-salesforce/salesforce/index.js';
import type {Exporting} from '../exporting.js';
import {inParallel} from '../in-parallel.js';
import type {Candidate} from '../match/index.js';
import type {Found} from '../round/found.js';
import {linkCandidate} from '../round/link-candidate.js';
import type {Round} from '../round/round.js';
import {buildLookups} from './build-lookups.js';
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
    const links = new Links(round);
    await lookUp(chunk, {round, exporting, links});
    // One call more, and only where somebody would be created or passed over.
    const isMissing = chunk.some(row => links.of(row).length === 0);
    if (isMissing && target.key.kind === 'email') links.add(await readPadded());
    yield chunk.map(index => ({index, row: round.row(index), candidates: links.of(index)}));
  }
}

async function lookUp(
  chunk: readonly number[],
  {round, exporting, links}: {round: Round; exporting: Exporting; links: Links},
): Promise<void> {
  const rows = chunk.map(index => [index, round.row(index)] as const);
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
      for (const row of linkCandidate(candidate, this.#round)) {
        const known = this.#byRow.get(row) ?? new Map<string, Candidate>();
        this.#byRow.set(row, known.set(candidate.id, candidate));
      }
    }
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
