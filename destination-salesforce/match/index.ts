export {type Decision, type DecisionContext, decide, UNCHANGED} from './decide.js';
export {prepareRecord, toKey} from './prepare-record.js';
export type {Candidate, Change, Row} from './row.js';
