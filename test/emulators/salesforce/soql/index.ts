export {timeoutMessage} from './check-like-cost.js';
export {type Column, columnsOf} from './columns-of.js';
export {type CsvColumn, csvColumns} from './csv-columns.js';
export {epochProjector} from './epoch-projector.js';
export {indexedFields} from './indexed-fields.js';
export {restDateTime} from './json-value.js';
export {parseQuery} from './parse-query.js';
export {
  type Projector,
  type RecordJson,
  recordOf,
} from './project-record.js';
export {type Binding, resolveOperand} from './resolve-operand.js';
export {type QueryResult, runQuery} from './run-query.js';
export {tokenize} from './tokenize.js';
