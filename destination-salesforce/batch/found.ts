import type {Match, Row} from '../match/index.js';

/** A row with every record of the org that it may mean. */
export interface Found {
  index: number;
  row: Row;
  matches: readonly Match[];
  /** Of a row whose record is known and was not found. */
  gone?: Gone;
  /** Salesforce's time just before the look-up, in milliseconds. */
  lookedUpAt: number;
}

/** What became of a record that was not found. */
export interface Gone {
  recordId: string;
  /** missing: it was purged, or the integration user cannot see it. */
  state: 'deleted' | 'missing';
  /** The record it was merged into, if that can be seen. */
  masterId?: string;
}
