export {timeoutMessage} from './check-like-cost.js';
export {type Column, columnsOf} from './columns-of.js';
export {type CsvColumn, csvColumns} from './csv-columns.js';
export {epochProjector} from './epoch-projector.js';
export {indexedFields} from './indexed-fields.js';
export {compoundReader, jsonValue, restDateTime} from './json-value.js';
export {parseQuery} from './parse-query.js';
export {
  attributesOf,
  type Projector,
  type RecordJson,
  recordOf,
  recordProjector,
} from './project-record.js';
export type {Binding} from './resolve-operand.js';
export {type QueryResult, runQuery} from './run-query.js';
export type {Scope} from './scope.js';
