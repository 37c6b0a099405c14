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

/** Why the record of a pair cannot be written now. */
export type Absence = 'deleted' | 'missing';

/** A Salesforce record and the Cohort user it represents. */
export interface Pair {
  /** 18 characters. */
  recordId: string;
  /** The Cohort user's id. */
  userId: string;
  /** Digest of the matching key (the normalized email) under which they were linked. */
  key: Digest;
  /**
   * Salesforce's clock in milliseconds: the newest change of the record that was read, or the time
   * of the lookup before our last write to it. A record that changed earlier is out of date.
   */
  recordReadAt: number;
  /** The same for the user, by Cohort's clock. */
  userReadAt: number;
  /** When we last wrote the user, by Cohort's clock; 0 for never. */
  userWrittenAt: number;
  /** Whether the import has processed this pair since it was linked; likewise the export. */
  imported: boolean;
  exported: boolean;
  /** Pairs of an earlier epoch are hints: `--new-org` keeps only those whose two ends still exist. */
  epoch: number;
  /** Undefined while the record is there. */
  absence: Absence | undefined;
  /** All values of the import as last read, in one digest: equal means nothing to do. Likewise for the export. */
  importDigest: Digest;
  exportDigest: Digest;
  /** By property number (`BaselineStore.propertyNumber`). */
  properties: Map<number, PropertyBaseline>;
  /** Writes not yet confirmed, by property number. */
  intents: Map<number, Intent>;
  /** Our last write of each property, by property number. */
  writes: Map<number, LastWrite>;
}

/** A pair that was just linked and of which nothing is known yet. */
export function newPair(link: Pick<Pair, 'recordId' | 'userId' | 'key' | 'epoch'>): Pair {
  return {
    ...link,
    recordReadAt: 0,
    userReadAt: 0,
    userWrittenAt: 0,
    imported: false,
    exported: false,
    absence: undefined,
    importDigest: EMPTY,
    exportDigest: EMPTY,
    properties: new Map(),
    intents: new Map(),
    writes: new Map(),
  };
}
