export type {AssignmentRule, Trigger} from './conditions.js';
export type {Write} from './journal.js';
export {Org} from './org.js';
export {isIdShaped, recordId, to18} from './record-id.js';
export {type RecordSource, type Snapshot, Table} from './table.js';
export type {Reader, Row, SeededRows, Value} from './value.js';
