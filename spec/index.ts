export {ConnectorError, configError, type Failure, toConnectorError} from './connector-error.js';
export {MAX_LINE_BYTES, MAX_NUMBER_CHARACTERS, MAX_RECORD_BYTES, MAX_ROW_BYTES} from './limits.js';
export {ExactNumber, isExactDouble, parseJson, stringifyJson} from './lines/exact-json.js';
export {LineWriter} from './lines/line-writer.js';
export {LongLine} from './lines/long-line.js';
export {parseMessage, type UnknownMessage} from './lines/parse-message.js';
export {readLines, type Shorten, tooLong} from './lines/read-lines.js';
export * from './protocol/index.js';
export type {Context, LogLevel} from './run/context.js';
export {
  type Destination,
  type DestinationConfig,
  defineDestination,
  type FlushReason,
  type InputRecord,
  type RecordWriter,
  type Rejection,
  type Verdict,
} from './run/destination.js';
export {type Listed, Listing} from './run/listing.js';
export {parseDuration} from './run/parse-duration.js';
export {parseCatalog} from './run/parse-inputs.js';
export {type PlannedChange, plannedChangesOf, reportPlanned} from './run/planned-change.js';
export {readJsonFile} from './run/read-json-file.js';
export {RecordBlock, type RecordChanges, type RecordText} from './run/record-block.js';
export {runDestination} from './run/run-destination.js';
export {runSource} from './run/run-source.js';
export {
  defineSource,
  type ReadEvent,
  type ReadRequest,
  type Source,
} from './run/source.js';
export {RENEWED_CONFIG_FILE} from './run/store-renewed-config.js';
export {withoutTermination} from './run/without-termination.js';
export * from './text/index.js';
export {toCanonicalValue, type ValueKind} from './values/canonical-value.js';
export {DigestCollector, DigestList, toDigest} from './values/digest-list.js';
export {toEmailKey} from './values/email-key.js';
export {kindOfSchema} from './values/kind-of-schema.js';
export {ownValue} from './values/own-value.js';
export {PagingGuard} from './values/paging-guard.js';
export {
  type RefusalReader,
  type SendingHistory,
  sendInParts,
  type WholeRefusal,
} from './values/send-in-parts.js';
export {toPlainDecimal} from './values/to-plain-decimal.js';
