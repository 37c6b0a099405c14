export type {DecisionContext} from './choose-records.js';
export {type Decision, decide, UNCHANGED} from './decide.js';
export {prepareRecord, toKey} from './prepare-record.js';
export type {Candidate, Change, Row} from './row.js';
