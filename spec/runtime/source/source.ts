import type {
  AirbyteStream,
  ConfiguredAirbyteStream,
  ConnectorSpecification,
  Validator,
} from '../../protocol/index.js';
import type {Context} from '../command-line/context.js';
import type {ConfigList} from '../command-line/expand-lists.js';
import type {RecordBlock, RecordText} from './record-block.js';

/** A complete source connector: its name, its config and what it does. */
export interface Source<Config extends object, Session> {
  /** Such as `source-shop`. It appears in messages. */
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
  /** Lists the streams that can be read. */
  discover(session: Session): Promise<AirbyteStream[]>;
  /** Yields a stream's records and states. The runner adds message envelopes, counts and stream statuses. */
  read(session: Session, request: ReadRequest): AsyncIterable<ReadEvent>;
  /** How many streams may be read at the same time; 1 by default. */
  concurrentStreams?: (session: Session) => number;
  /** Releases what `connect` opened. Called once, also after a failure. */
  close?(session: Session): Promise<void>;
}

/** Which stream to read, and from where. */
export interface ReadRequest {
  /** The stream as configured: selected fields, sync mode, cursor. */
  stream: ConfiguredAirbyteStream;
  /** The state that this source yielded last; undefined in a first run or after a reset. */
  state: Record<string, unknown> | undefined;
}

/**
 * What a source yields: records as JSON text, a state that covers every record before it, or an
 * estimate of the rows and bytes of the whole stream.
 */
export type ReadEvent =
  | {kind: 'records'; records: readonly RecordText[] | RecordBlock}
  | {kind: 'state'; state: Record<string, unknown>}
  | {kind: 'estimate'; rows: number; bytes?: number};

/** Gives an object literal its types. */
export function defineSource<Config extends object, Session>(
  source: Source<Config, Session>,
): Source<Config, Session> {
  return source;
}
