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
  keys: readonly Buffer[],
  isOf: (pair: Pair, index: number) => boolean,
): Promise<(Pair | undefined)[]> {
  const entries = await database.getMany([...keys]);
  const recordIds = entries.map(entry => entry?.toString('latin1'));
  const pairs = await readPairs(
    database,
    recordIds.filter(id => id !== undefined),
  );
  const byRecord = new Map(pairs.map(pair => [pair?.recordId, pair]));
  return recordIds.map((id, index) => {
    const pair = id === undefined ? undefined : byRecord.get(id);
    return pair && isOf(pair, index) ? pair : undefined;
  });
}

/** Whether there is no entry of this kind. */
export async function isEmpty(database: Database, kind: Kind): Promise<boolean> {
  for await (const _ of rangeOf(database, kind)) return false;
  return true;
}
