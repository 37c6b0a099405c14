import type {UserProperty, Value} from '@cohort-salesforce/source-cohort/cohort';
import type {PlannedField} from '../mapping/plan-mapping.js';
import type {MappedField} from '../mapping/prepare-properties.js';
import type {Recency} from '../users/recency.js';

/** A way into Cohort other than its API. A stream calls `prepare` once, then `write` for each batch. */
export interface Channel {
  /** Says what works and what a person still has to do at Cohort. Throws what is in the way; writes nothing. */
  check(): Promise<string>;
  /** The properties that are there, for `discover`. */
  readProperties(): Promise<readonly UserProperty[]>;
  /** Makes room for a stream's fields. Throws a config error when one does not fit. */
  prepare(request: ChannelRequest): Promise<ChannelStream>;
  close(): Promise<void>;
}

export interface ChannelRequest {
  fields: readonly PlannedField[];
  /** Whether users that Cohort does not have are created. */
  creates: boolean;
  /** Whether null empties a field. */
  clearEmpty: boolean;
}

/** One stream, ready to be written. */
export interface ChannelStream {
  fields: readonly MappedField[];
  batch: {records: number; bytes: number};
  /** Resolves with one result for each user, in order, when all of them are durable or rejected. */
  write(users: readonly ChannelUser[]): Promise<readonly UserResult[]>;
  /** Called when the input has ended, with all that was written durable already. */
  finish?(): Promise<void>;
}

/** What the records of one email in a batch say together. No two users of a batch have one key. */
export interface ChannelUser {
  key: string;
  email: string;
  /** In the order of the fields; undefined: nothing is said, null: empty. */
  values: readonly (Value | undefined)[];
  /** How new the newest of the records is. */
  recency: Recency;
}

export type UserResult =
  | {status: 'created' | 'updated' | 'unchanged'}
  | {status: 'rejected'; code: string; message: string; field?: string};
