export {bestKeyed, byAge, standing} from './choose-records.js';
export {createRecord, type Decision, decide, isIdTaken, onlyFills, UNCHANGED} from './decide.js';
export {prepareRecord, rejectRow, toKey} from './prepare-record.js';
export type {
  Change,
  FieldRejection,
  Match,
  MatchLink,
  PreparedRow,
  RejectedCell,
  Row,
  RowIdentity,
  RowLink,
} from './row.js';
