import {type Digest, EMPTY, type PairTables, unpackTables} from './pair-tables.js';

/** Why the record of a pair cannot be written now. */
export type Absence = 'deleted' | 'missing';

/** A Salesforce record and the Cohort user it represents. */
export interface Pair extends PairTables {
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
  /**
   * When our last write to the record was confirmed, by Salesforce's clock; 0 where the import has read it since, or a
   * version before this one wrote it.
   */
  recordWrittenAt: number;
  /** The same as `recordReadAt` for the user, by Cohort's clock. */
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
}

/** A pair that was just linked and of which nothing is known yet. */
export function newPair(
  {recordId, userId, key, epoch}: Pick<Pair, 'recordId' | 'userId' | 'key' | 'epoch'>,
  {properties, intents, writes}: PairTables = unpackTables(),
): Pair {
  // No spread: Node 20 takes a microsecond for each property that follows one.
  return {
    recordId,
    userId,
    key,
    epoch,
    recordReadAt: 0,
    recordWrittenAt: 0,
    userReadAt: 0,
    userWrittenAt: 0,
    imported: false,
    exported: false,
    absence: undefined,
    importDigest: EMPTY,
    exportDigest: EMPTY,
    properties,
    intents,
    writes,
  };
}
