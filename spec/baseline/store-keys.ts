import type {Database} from './database.js';

/** The key of the entry that describes the store. */
export const META = Buffer.from('m');
/** The first byte of a key: each kind of entry is a range of its own. */
export const KINDS = {
  pair: 'p',
  user: 'u',
  key: 'k',
  pending: 'w',
  erased: 'e',
  creating: 'c',
  wanted: 'x',
} as const;
export type Kind = (typeof KINDS)[keyof typeof KINDS];
export const NOTHING = Buffer.alloc(0);

export function keyOf(kind: Kind, rest: string): Buffer {
  return Buffer.from(kind + rest, 'latin1');
}

/** All entries of a kind whose keys begin so, in the order of the keys. */
export function rangeOf(database: Database, kind: Kind, prefix = '') {
  const start = keyOf(kind, prefix);
  return database.iterator({gte: start, lt: Buffer.concat([start, Buffer.alloc(64, 255)])});
}
