export {type AssignmentRule, Conditions, type ReadOnly, type Trigger} from './conditions.js';
export type {Journal, Write} from './journal.js';
export {Org, type OrgOptions} from './org.js';
export {isIdShaped, recordId, to18} from './record-id.js';
export {type RecordSource, type Snapshot, Table} from './table.js';
export type {Reader, Row, SeededRows, Value} from './value.js';
