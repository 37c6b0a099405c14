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
  /** An empty batch. */
  begin(): ChannelBatch;
  /** Called when the input has ended, with all that was written durable already. */
  finish?(): Promise<void>;
}

/** Users who are written together, each at a place from 0 on. No two of them have one key. */
export interface ChannelBatch {
  /** Takes the next user. */
  add(user: ChannelUser): void;
  /** Takes a user instead of the one at a place, who has the same key. */
  replace(place: number, user: ChannelUser): void;
  /** Called once. Resolves with one result for each place when all users are durable or rejected. */
  write(): Promise<readonly UserResult[]>;
}

/** What the records of one email in a batch say together. */
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
