export {ConnectorError, configError, type Failure, toConnectorError} from './connector-error.js';
export {describeUser, namingFile, reasonOfFileError} from './file-error.js';
export {VERSION} from './generated/version.js';
export {JobJournal, type JournalEntry} from './job-journal.js';
export {MAX_LINE_BYTES, MAX_NUMBER_CHARACTERS, MAX_RECORD_BYTES, MAX_ROW_BYTES} from './limits.js';
export {
  ExactNumber,
  isExactDouble,
  parseJson,
  parseJsonOrUndefined,
  stringifyJson,
} from './lines/exact-json.js';
export {LineWriter} from './lines/line-writer.js';
export {LongLine} from './lines/long-line.js';
export {parseMessage, type UnknownMessage} from './lines/parse-message.js';
export {readLines, type Shorten, tooLong} from './lines/read-lines.js';
export {removeLinesFrom} from './lines/remove-lines.js';
export {DURABILITY_SOCKET, makeDurable} from './make-durable.js';
export {
  identifyProcess,
  isAlive,
  machineIdentity,
  type ProcessIdentity,
} from './process-identity.js';
export * from './protocol/index.js';
export type {Context, LogLevel} from './runtime/command-line/context.js';
export type {ConfigList} from './runtime/command-line/expand-lists.js';
export {parseDuration} from './runtime/command-line/parse-duration.js';
export {parseCatalog} from './runtime/command-line/parse-inputs.js';
export {readJsonFile} from './runtime/command-line/read-json-file.js';
export {
  releaseClosedTerminal,
  type StartedIn,
} from './runtime/command-line/release-closed-terminal.js';
export {
  isReportedSpan,
  type ReportedSpan,
  SPAN_REPORT,
  SPANS_VARIABLE,
} from './runtime/command-line/reported-span.js';
export {RENEWED_CONFIG_FILE} from './runtime/command-line/store-renewed-config.js';
export {withoutTermination} from './runtime/command-line/without-termination.js';
export {ChangeLimit} from './runtime/destination/change-limit.js';
export {
  CHANGES_FILE,
  type ChangeLog,
  openChangeLog,
  PLANNED_FILE,
} from './runtime/destination/change-log.js';
export {
  type Conversion,
  rejectConversion,
  type ValueRejection,
} from './runtime/destination/conversion.js';
export {
  type BatchingWriter,
  type Destination,
  type DestinationConfig,
  defineDestination,
  type FlushReason,
  type InputRecord,
  type RecordBatch,
  type RecordResult,
  type RecordWriter,
  type Rejection,
  type WriterTerms,
} from './runtime/destination/destination.js';
export {type LinkCase, LinkCases, SHARED_LINK_MESSAGES} from './runtime/destination/link-cases.js';
export {type Listed, Listing} from './runtime/destination/listing.js';
export {
  type ChangedField,
  type PlannedChange,
  plannedChangesOf,
} from './runtime/destination/planned-change.js';
export {runDestination} from './runtime/destination/run-destination.js';
export {RecordBlock, type RecordChanges, type RecordText} from './runtime/source/record-block.js';
export {runSource} from './runtime/source/run-source.js';
export {
  defineSource,
  type ReadEvent,
  type ReadRequest,
  type Source,
} from './runtime/source/source.js';
export * from './text/index.js';
export {toCanonicalValue, type ValueKind} from './values/canonical-value.js';
export {DigestCollector, DigestList, toDigest} from './values/digest-list.js';
export {toEmailKey} from './values/email-key.js';
export {findUnencoded} from './values/find-unencoded.js';
export {isObject} from './values/is-object.js';
export {kindOfSchema} from './values/kind-of-schema.js';
export {didYouMean, nearNames} from './values/near-names.js';
export {ownValue} from './values/own-value.js';
export {PagingGuard} from './values/paging-guard.js';
export {parseObject} from './values/parse-object.js';
export {requireMapped} from './values/require-mapped.js';
export {
  type RefusalReader,
  type SendingHistory,
  sendInParts,
  type WholeRefusal,
} from './values/send-in-parts.js';
export {toPlainDecimal} from './values/to-plain-decimal.js';
export {toReferenceId} from './values/to-reference-id.js';
export {
  type Constant,
  checkValues,
  ValueMap,
  type ValueRule,
  type ValueSettings,
} from './values/value-map.js';
