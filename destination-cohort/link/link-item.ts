import type {User} from '@cohort-salesforce/source-cohort/cohort';
import type {Pair} from '@cohort-salesforce/spec/baseline';
import type {Slot} from './batch-results.js';
import type {IncomingRecord} from './incoming-record.js';

/** A record on its way to a user. */
export interface LinkItem {
  incoming: IncomingRecord;
  slot: Slot;
}

/** A record that no current link leads from. */
export interface UnlinkedItem extends LinkItem {
  /** Its link to a user that is gone. */
  own: Pair | undefined;
  /** Whether the store once linked it, or the user id that it holds. */
  wasLinked: boolean;
}

/** A record whose user was found. */
export interface LinkedItem extends LinkItem {
  pair: Pair;
  user: User;
  /** Whether they were not linked before. */
  isNew: boolean;
  /** A link of the record, or of the user, that ends with this one. */
  replaces: readonly Pair[];
  /** By Cohort's clock, before the user was looked up. */
  lookedUpAt: number;
  /** Whether another user has the record's address. */
  isAddressTaken: boolean;
}
