import type {Bytes, Database} from './database.js';
import type {Pair} from './pair.js';
import {decodePair} from './pair-codec.js';
import {KINDS, type Kind, keyOf, rangeOf} from './store-keys.js';

/** The entries of the pairs of these records, in the order of the ids. */
export function readEntries(
  database: Database,
  recordIds: readonly string[],
): Promise<(Bytes | undefined)[]> {
  return database.getMany(recordIds.map(id => keyOf(KINDS.pair, id)));
}

/** The pairs of these records, in the order of the ids. */
export async function readPairs(
  database: Database,
  recordIds: readonly string[],
): Promise<(Pair | undefined)[]> {
  const entries = await readEntries(database, recordIds);
  return entries.map((entry, index) => entry && decodePair(recordIds[index] ?? '', entry));
}

/** The pairs whose record ids are stored under `keys`, in that order; `isOf`: a key may have been another pair's. */
export async function readPairsUnder(
  database: Database,
  keys: readonly (Buffer | undefined)[],
  isOf: (pair: Pair, index: number) => boolean,
): Promise<(Pair | undefined)[]> {
  const found: (Pair | undefined)[] = new Array(keys.length).fill(undefined);
  const indexes = [...keys.keys()].filter(index => keys[index] !== undefined);
  if (indexes.length === 0) return found;
  const entries = await database.getMany(keys.filter(key => key !== undefined));
  const stored = entries.flatMap((entry, at) =>
    entry ? {index: indexes[at] ?? 0, recordId: entry.toString('latin1')} : [],
  );
  if (stored.length === 0) return found;
  const pairs = await readPairs(
    database,
    stored.map(({recordId}) => recordId),
  );
  for (const [at, {index}] of stored.entries()) {
    const pair = pairs[at];
    if (pair && isOf(pair, index)) found[index] = pair;
  }
  return found;
}

/** Whether there is no entry of this kind. */
export async function isEmpty(database: Database, kind: Kind): Promise<boolean> {
  for await (const _ of rangeOf(database, kind)) return false;
  return true;
}
