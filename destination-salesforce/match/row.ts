import type {Digest} from '@cohort-salesforce/spec/baseline';
import type {Cell} from '../values/index.js';

/** Why nobody can be matched by a row's key, or a value cannot be written. */
export interface FieldRejection {
  code: string;
  message: string;
  fields: readonly string[];
}

/** A value that Salesforce would refuse; it matters only if it has to be written. */
export interface RejectedCell extends FieldRejection {
  column: number;
  /** The value as text, to see whether the record holds it already. */
  text: string;
}

/** What link mode keeps of a row besides. */
export interface RowLink {
  /** Digests of the user's values side by side, by linked property; `ABSENT` for a value that did not come. */
  cohort: string;
  /** Of the matching key. */
  key: Digest;
  /** Of all values and the key together. */
  all: Digest;
  /** When the user changed last, in milliseconds; 0 if it does not say. */
  updatedAt: number;
  /** The record that the user itself names. */
  recordId: string | null;
}

/** Whose row it is. */
export interface RowIdentity {
  /** The matching key in its normal form; two rows with one key mean the same person. */
  key: string;
  /** The matching key as it is looked for. */
  keyText: string;
  userId: string | null;
}

/** A record made ready: what it is matched by, and a value for each column of the target. */
export interface Row extends RowIdentity {
  link?: RowLink;
  /** The key cannot be used: the row can only be found by its user's id. */
  keyRejection?: FieldRejection;
  /** By column; undefined leaves the field as it is, null clears it. */
  cells: readonly (Cell | undefined)[];
  /** Values that could not be converted; their cells are undefined. */
  refused: readonly RejectedCell[];
}

/** A row as it has just been made. */
export interface PreparedRow extends Row {
  /** Columns whose text was cut. */
  truncated: readonly string[];
}

/** A record of the org that a row may mean. */
export interface Match {
  id: string;
  createdDate: string;
  userId: string | null;
  /** The matching keys it holds, in their normal form, by key field. */
  keys: readonly (string | null)[];
  /** Of a lead: Salesforce changes it no more. */
  isConverted: boolean;
  /** By column. */
  stored: readonly Cell[];
  link?: MatchLink;
}

/** What link mode keeps of a record besides. */
export interface MatchLink {
  /** Digests of the record's values, by column. */
  salesforce: readonly Digest[];
  /** When the record changed last, in milliseconds. */
  modified: number;
  /** The id of the user who changed it last. */
  modifiedBy: string | null;
}

/** One write: to the record with this id, or a new one. */
export interface Change {
  id: string | null;
  cells: readonly (Cell | undefined)[];
  /** What the record had, by column; absent for a new one. */
  before?: readonly Cell[] | undefined;
}
