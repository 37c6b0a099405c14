import type {
  AirbyteStream,
  ConfiguredAirbyteStream,
  ConnectorSpecification,
  Validator,
} from '../../protocol/index.js';
import type {Context} from '../command-line/context.js';
import type {ConfigList} from '../command-line/expand-lists.js';
import type {RecordBlock, RecordText} from './record-block.js';

/** A source connector, whole: what it is called, what it wants, and what it does. */
export interface Source<Config extends object, Session> {
  name: string;
  specification: ConnectorSpecification;
  validateConfig: Validator<Config>;
  /** Maps of the config that may also be given as lists of objects. */
  configLists?: readonly ConfigList[];
  /** Config -> a session with the other system. Throws a ConnectorError when there can be none. */
  connect(config: Config, context: Context): Promise<Session>;
  /** Resolves with a sentence for the user when a sync can work; throws what stands in its way. */
  check(session: Session): Promise<string>;
  discover(session: Session): Promise<AirbyteStream[]>;
  /** Yields a stream's records and states. The runner adds envelopes, counts and statuses. */
  read(session: Session, request: ReadRequest): AsyncIterable<ReadEvent>;
  /** How many streams may be read at once. */
  concurrentStreams?: (session: Session) => number;
  close?(session: Session): Promise<void>;
}

export interface ReadRequest {
  stream: ConfiguredAirbyteStream;
  /** The `stream_state` this source emitted last; undefined in a first run or after a reset. */
  state: Record<string, unknown> | undefined;
}

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
