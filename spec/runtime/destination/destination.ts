import type {
  ConfiguredAirbyteStream,
  ConnectorSpecification,
  DestinationOperation,
  Validator,
} from '../../protocol/index.js';
import type {Context} from '../command-line/context.js';
import type {ConfigList} from '../command-line/expand-lists.js';

/** A complete destination connector: its name, its config and what it does. */
export interface Destination<Config extends DestinationConfig, Session> {
  /** Such as `destination-shop`. It appears in messages. */
  name: string;
  /** What the command `spec` prints. The build generates it from `spec.json`. */
  specification: ConnectorSpecification;
  /** Narrows a parsed config to `Config`. The build generates it from `spec.json`. */
  validateConfig: Validator<Config>;
  /** Maps of the config that may also be given as lists of objects. */
  configLists?: readonly ConfigList[];
  /** Opens a session with the other system. Throws a ConnectorError when the config cannot work. */
  connect(config: Config, context: Context): Promise<Session>;
  /** Resolves with a sentence for the user when a sync can work. Otherwise throws a ConnectorError that says why not. */
  check(session: Session): Promise<string>;
  /** Lists the objects that can be written: name, sync mode and JSON schema of each. */
  discover(session: Session): Promise<DestinationOperation[]>;
  /** Prepares to write one stream. Throws a ConnectorError when the stream cannot be written. */
  open(session: Session, stream: ConfiguredAirbyteStream): Promise<RecordWriter | BatchingWriter>;
  /** Releases what `connect` opened. Called once, also after a failure. */
  close?(session: Session): Promise<void>;
}

/** What the runner itself reads of a destination's config. */
export interface DestinationConfig {
  /** Folder for the records that were rejected; without it they are only counted and logged. */
  rejects_dir?: string;
  /** Nothing is written: neither to the other system nor of what earlier runs rejected. */
  dry_run?: boolean;
}

/** How every writer describes its batches, and what is called between them. */
export interface WriterTerms {
  /** A batch is full at this many records or bytes of JSON, whichever comes first. */
  batch: {records: number; bytes: number};
  /** How many batches may be under way at once. */
  inFlight: number;
  /**
   * Returns a promise to receive no further batch until it resolves. For a writer whose batches stay
   * unfinished until the end of the input, so that `inFlight` cannot slow it down.
   */
  ready?(): Promise<void> | undefined;
  /** How long an unfinished batch may wait for more records, in milliseconds. */
  linger?: number;
  /**
   * Called when the input pauses and when it has ended, possibly while an earlier call is under
   * way. During a pause, records may be held back for a limited time. At the end, everything is
   * written, and every earlier `write` must resolve. `isComplete` is false when the source or this
   * run has failed: a writer that needs the whole stream then throws.
   */
  flush?(reason: FlushReason, isComplete: boolean): Promise<void>;
  /** Stores durably what must not be lost once a state is acknowledged. Called before each state. */
  beforeState?(): Promise<void>;
  /** Called once the whole stream is written and its last state returned. Not called after a failure. */
  complete?(): Promise<void>;
  /** Further counts since the last call, for the state's `additionalStats`. */
  takeStats?(): Readonly<Record<string, number>>;
}

/** Writes one stream. The runner forms batches, waits for their results in order, and returns each STATE. */
export interface RecordWriter extends WriterTerms {
  /**
   * Resolves when every record is committed or rejected, with one result for each, in order.
   * Throws only when the run cannot continue. The writer owns the array: a writer that stores its
   * records elsewhere may empty it, and then names the record in each rejection.
   */
  write(records: InputRecord[]): Promise<readonly RecordResult[]>;
}

/**
 * A {@link RecordWriter} that turns each record into something smaller as it comes: of the records
 * themselves only the bytes are kept.
 */
export interface BatchingWriter extends WriterTerms {
  /** Begins the next batch, once the one before it has all its records. */
  begin(): RecordBatch;
}

/** A batch that takes its records one by one. */
export interface RecordBatch {
  /** Takes the next record. */
  add(record: InputRecord): void;
  /**
   * As {@link RecordWriter.write}, called once. `recordAt` parses the record at a place of the batch
   * again, for the few that must be looked at once more.
   */
  write(recordAt: (index: number) => InputRecord): Promise<readonly RecordResult[]>;
}

/** Why `flush` is called: the input pauses, or it has ended. */
export type FlushReason = 'pause' | 'end';

/** One RECORD message as it came in. */
export interface InputRecord {
  /** The record's fields. Numbers that a double cannot hold are {@link ExactNumber}s. */
  data: Record<string, unknown>;
  /** The line on stdin, from 1. */
  line: number;
  /** That line, where its message has just this `data`: for a writer that stores its records elsewhere. */
  bytes?: Buffer | undefined;
}

/** What happened to one record. */
export type RecordResult =
  | {status: 'created' | 'updated' | 'unchanged'}
  /** Another record with the same key was written instead. */
  | {status: 'duplicate'}
  | Rejection;

/** Why a record was not written. It is stored in `rejects_dir` and does not stop the run. */
export interface Rejection {
  status: 'rejected';
  /** The record's matching key, as far as it has one. */
  key: string | null;
  /** The other system's error code, or one of ours, such as `EMAIL_MISSING`. */
  code: string;
  /** For the user: what is wrong and what is expected. */
  message: string;
  /** The fields concerned, by their names in the record. */
  fields?: readonly string[];
  /** The record itself, from a writer that has emptied its batch. */
  record?: InputRecord;
}

/** Gives an object literal its types. */
export function defineDestination<Config extends DestinationConfig, Session>(
  destination: Destination<Config, Session>,
): Destination<Config, Session> {
  return destination;
}
