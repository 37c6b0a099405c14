import type {Cell} from '../values/index.js';

/** A record made ready: what it is matched by, and a value for each column of the target. */
export interface Row {
  /** The matching key in its normal form; two rows with one key mean the same person. */
  key: string;
  /** The matching key as it is looked for. */
  keyText: string;
  userId: string | null;
  /** By column; undefined leaves the field as it is, null clears it. */
  cells: readonly (Cell | undefined)[];
}

/** A row as it has just been made. */
export interface PreparedRow extends Row {
  /** Columns whose text was cut. */
  truncated: readonly string[];
}

/** A record of the org that a row may mean. */
export interface Candidate {
  id: string;
  createdDate: string;
  userId: string | null;
  /** The matching keys it holds, in their normal form, by key field. */
  keys: readonly (string | null)[];
  /** Of a lead: Salesforce changes it no more. */
  isConverted: boolean;
  /** By column. */
  stored: readonly Cell[];
}

/** One write: to the record with this id, or a new one. */
export interface Change {
  id: string | null;
  cells: readonly (Cell | undefined)[];
}
