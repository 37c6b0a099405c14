import type {Candidate, Row} from '../match/index.js';

/** A row with every record of the org that it may mean. */
export interface Found {
  index: number;
  row: Row;
  candidates: readonly Candidate[];
}
