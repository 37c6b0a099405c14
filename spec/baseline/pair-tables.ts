import {lengthOf, PackedTable, type Packing, packEntry} from './packed-table.js';

/** The two systems that a sync keeps equal. */
export type Side = 'salesforce' | 'cohort';

/** A keyed digest of a value: 6 bytes as a latin1 string; `EMPTY` for an empty value. */
export type Digest = string;

/** The digest of an empty value. */
export const EMPTY: Digest = '\0\0\0\0\0\0';

/** One property's value on each side when the sync last read or wrote both. */
export interface PropertyBaseline {
  salesforce: Digest;
  cohort: Digest;
}

/** What a write is about to do to one property, stored before it is sent. */
export interface Intent {
  /** The side that is written. */
  side: Side;
  /** The value on the side it comes from. */
  source: Digest;
  /** The value as it is sent. */
  sent: Digest;
  /** The value as the written side is expected to store it. */
  stored: Digest;
}

/** Our last write of one property. */
export interface LastWrite {
  /** The side that was written. */
  side: Side;
  /** The value on the side it came from. */
  source: Digest;
  /** How often in a row the same value had to be written, from 1. */
  count: number;
  /** Whether the other direction has read the result since. */
  isRead: boolean;
}

/** What is known of a pair's properties, by property number (`BaselineStore.propertyNumber`). */
export interface PairTables {
  /** The values on which both sides last agreed. */
  properties: PackedTable<PropertyBaseline>;
  /** Writes not yet confirmed. */
  intents: PackedTable<Intent>;
  /** Our last write of each property. */
  writes: PackedTable<LastWrite>;
}

/** Bytes of a {@link Digest}. */
export const DIGEST_LENGTH = 6;
const SIDES: readonly Side[] = ['salesforce', 'cohort'];
const IS_READ = 2;

const PROPERTIES: Packing<PropertyBaseline> = {
  length: 2 * DIGEST_LENGTH,
  pack: ({salesforce, cohort}) => salesforce + cohort,
  unpack: text => ({salesforce: digestAt(text, 0), cohort: digestAt(text, DIGEST_LENGTH)}),
};

const INTENTS: Packing<Intent> = {
  length: 1 + 3 * DIGEST_LENGTH,
  pack: ({side, source, sent, stored}) => byte(SIDES.indexOf(side)) + source + sent + stored,
  unpack: text => ({
    side: sideOf(text.charCodeAt(0)),
    source: digestAt(text, 1),
    sent: digestAt(text, 1 + DIGEST_LENGTH),
    stored: digestAt(text, 1 + 2 * DIGEST_LENGTH),
  }),
};

const WRITES: Packing<LastWrite> = {
  length: 2 + DIGEST_LENGTH,
  pack: ({side, source, count, isRead}) =>
    byte(SIDES.indexOf(side) | (isRead ? IS_READ : 0)) + source + byte(Math.min(count, 255)),
  unpack: text => ({
    side: sideOf(text.charCodeAt(0) & ~IS_READ),
    source: digestAt(text, 1),
    count: text.charCodeAt(1 + DIGEST_LENGTH),
    isRead: (text.charCodeAt(0) & IS_READ) !== 0,
  }),
};

/** Bytes of one entry in the text of each table. */
export const ENTRY_LENGTHS = {
  properties: lengthOf(PROPERTIES),
  intents: lengthOf(INTENTS),
  writes: lengthOf(WRITES),
};

/** The tables of a pair, from their texts. */
export function unpackTables({properties = '', intents = '', writes = ''} = {}): PairTables {
  return {
    properties: new PackedTable(PROPERTIES, properties),
    intents: new PackedTable(INTENTS, intents),
    writes: new PackedTable(WRITES, writes),
  };
}

/** One entry of the text of `properties`. */
export function packProperty(number: number, baseline: PropertyBaseline): string {
  return packEntry(PROPERTIES, number, baseline);
}

/** One entry of the text of `writes`. */
export function packWrite(number: number, write: LastWrite): string {
  return packEntry(WRITES, number, write);
}

function digestAt(text: string, at: number): Digest {
  return text.slice(at, at + DIGEST_LENGTH);
}

function sideOf(index: number): Side {
  const side = SIDES[index];
  if (side === undefined) throw new Error(`found side ${index}`);
  return side;
}

function byte(value: number): string {
  return String.fromCharCode(value);
}
