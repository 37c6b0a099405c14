import type {
  ConfiguredAirbyteStream,
  ConnectorSpecification,
  DestinationOperation,
  Validator,
} from '../../protocol/index.js';
import type {Context} from '../command-line/context.js';
import type {ConfigList} from '../command-line/expand-lists.js';

/** A destination connector, whole. */
export interface Destination<Config extends DestinationConfig, Session> {
  name: string;
  specification: ConnectorSpecification;
  validateConfig: Validator<Config>;
  /** Maps of the config that may also be given as lists of objects. */
  configLists?: readonly ConfigList[];
  /** Config -> a session with the other system. Throws a ConnectorError when there can be none. */
  connect(config: Config, context: Context): Promise<Session>;
  /** Resolves with a sentence for the user when a sync can work; throws what stands in its way. */
  check(session: Session): Promise<string>;
  discover(session: Session): Promise<DestinationOperation[]>;
  /** Gets one stream ready to be written. Throws a ConnectorError when it cannot be. */
  open(session: Session, stream: ConfiguredAirbyteStream): Promise<RecordWriter>;
  close?(session: Session): Promise<void>;
}

/** What the runner itself reads of a destination's config. */
export interface DestinationConfig {
  /** Folder for the records that were rejected; without it they are only counted and logged. */
  rejects_dir?: string;
}

/** One stream's writer. The runner cuts batches, waits for them in order and answers STATE. */
export interface RecordWriter {
  /** A batch is full at this many records or bytes of JSON, whichever comes first. */
  batch: {records: number; bytes: number};
  /** How many batches may be under way at once. */
  inFlight: number;
  /**
   * A promise means: hand over no further batch until it resolves. For a writer whose batches stay
   * unfinished until the end of the input, and which `inFlight` can therefore not slow down.
   */
  ready?(): Promise<void> | undefined;
  /** How long an unfinished batch may wait for more records, in milliseconds. */
  linger?: number;
  /**
   * Resolves when every record is committed or refused, with one verdict each, in order.
   * Rejects only when the run cannot go on. The array is the writer's: one that keeps its records
   * elsewhere meanwhile may empty it, and then says with each rejection which record it is about.
   */
  write(records: InputRecord[]): Promise<readonly RecordResult[]>;
  /**
   * Called while the input pauses and when it has ended, perhaps while an earlier call is under
   * way. In a pause, what is held back may wait for more if it does not wait for ever; at the end
   * it goes out, and then no earlier `write` is pending any more. `isComplete`: all of the stream
   * came. Otherwise its source, or this run, has failed, and whoever needs all of it rejects.
   */
  flush?(reason: FlushReason, isComplete: boolean): Promise<void>;
  /** Makes durable whatever must not be lost once a state is acknowledged; called before each. */
  beforeState?(): Promise<void>;
  /** Further counts since the last call, for the state's `additionalStats`. */
  takeStats?(): Readonly<Record<string, number>>;
}

export type FlushReason = 'pause' | 'end';

export interface InputRecord {
  data: Record<string, unknown>;
  /** The line on stdin, from 1. */
  line: number;
}

export type RecordResult =
  | {status: 'created' | 'updated' | 'unchanged'}
  /** Another record with the same key is newer and stands. */
  | {status: 'duplicate'}
  | Rejection;

/** Why a record was refused: a code and a message as the system gives them, the fields concerned. */
export interface Rejection {
  status: 'rejected';
  /** The record's matching key, as far as it has one. */
  key: string | null;
  code: string;
  message: string;
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
