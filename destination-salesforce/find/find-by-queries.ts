import {quoteSoql} from '../../source-salesforce/salesforce/index.js';
import type {Exporting} from '../exporting.js';
import type {Candidate, Row} from '../match/index.js';
import type {Round} from '../round/round.js';
import {inParallel} from '../write/in-parallel.js';
import {buildLookups, type Lookup} from './build-lookups.js';
import type {Found} from './found.js';
import {linkCandidate} from './link-candidate.js';
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
  for (const chunk of cutChunks(rows, CHUNK_ROWS)) {
    yield findChunk(chunk, round, exporting);
  }
}

async function findChunk(
  indexes: readonly number[],
  round: Round,
  exporting: Exporting,
): Promise<Found[]> {
  const rows = indexes.map(index => [index, round.row(index)] as const);
  const candidates = new Map<number, Map<string, Candidate>>();
  const lookups = buildLookups(rows, {...exporting, quote: quoteSoql});
  await inParallel(lookups, CONCURRENT_CALLS, lookup =>
    lookUp(lookup, round, {exporting, candidates}),
  );
  return rows.map(([index, row]) => found(index, row, candidates));
}

function found(index: number, row: Row, candidates: Map<number, Map<string, Candidate>>): Found {
  return {index, row, candidates: [...(candidates.get(index)?.values() ?? [])]};
}

async function lookUp(
  {soql}: Lookup,
  round: Round,
  {
    exporting: {salesforce, selection, target},
    candidates,
  }: {exporting: Exporting; candidates: Map<number, Map<string, Candidate>>},
): Promise<void> {
  for await (const records of salesforce.queryPages(soql)) {
    for (const record of records) {
      const values = selection.paths.map(path => valueAt(record, path));
      const candidate = toCandidate(values, selection, target);
      for (const row of linkCandidate(candidate, round)) {
        const known = candidates.get(row) ?? new Map<string, Candidate>();
        candidates.set(row, known.set(candidate.id, candidate));
      }
    }
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
