import {ConnectorError} from '../../connector-error.js';
import type {LongLine} from '../../lines/long-line.js';
import {parseMessage} from '../../lines/parse-message.js';
import {tooLong} from '../../lines/read-lines.js';
import {
  type AirbyteRecordMessage,
  type AirbyteStateMessage,
  type AirbyteTraceMessage,
  findStreamKey,
} from '../../protocol/index.js';
import type {MessageOutput} from '../command-line/context.js';
import {requireShallowLine} from '../command-line/require-shallow.js';
import {rejectTooLarge, rejectUnsafe} from './reject-unsafe.js';
import type {createFieldNameRestorer} from './restore-field-names.js';
import type {StateAcknowledger} from './state-acknowledger.js';
import type {StreamBatcher} from './stream-batcher.js';
import type {StreamEnding} from './stream-ending.js';

/** What a stream's records are brought to, and how they are named there. */
export interface Route {
  batcher: StreamBatcher;
  ending: StreamEnding;
  restore: ReturnType<typeof createFieldNameRestorer>;
}

/** Sends each message where it belongs. */
export class MessageRouter {
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #states: StateAcknowledger;
  readonly #output: MessageOutput;
  readonly #ignored = new Set<string>();
  // By what takes their place among the lines.
  readonly #longLines = new Map<Buffer, LongLine>();
  #line = 0;

  constructor({
    routes,
    states,
    output,
  }: {
    routes: ReadonlyMap<string, Route>;
    states: StateAcknowledger;
    output: MessageOutput;
  }) {
    this.#routes = routes;
    this.#states = states;
    this.#output = output;
  }

  /** What takes the place of a line that is too long, until it is its turn. */
  shorten(line: LongLine): Buffer {
    const place = Buffer.from('{}');
    this.#longLines.set(place, line);
    return place;
  }

  /** A promise means: wait for it before the next line. */
  route(line: Buffer): Promise<void> | undefined {
    this.#line += 1;
    if (line.length === 0) return undefined;
    const long = this.#longLines.get(line);
    if (long) {
      this.#longLines.delete(line);
      return this.#long(long);
    }
    const message = parseMessage(line, this.#line);
    if (message.type === 'RECORD') return this.#record(message.record, line);
    requireShallowLine(message, line, this.#line);
    if (message.type === 'STATE') return this.#state(message.state);
    if (message.type === 'TRACE') return this.#trace(message.trace);
    if (message.type === 'UNKNOWN')
      this.#ignoreOnce(`messages of type ${JSON.stringify(message.found)}`);
    return undefined;
  }

  #long(line: LongLine): undefined {
    const {record, type} = line;
    if (record && line.isWhole) {
      const {stream, namespace, data} = record;
      const route = this.#requireRoute({stream, namespace});
      route.ending.record();
      const rejection = rejectTooLarge(this.#line, line.bytes);
      route.batcher.reject({data, line: this.#line}, rejection);
      return undefined;
    }
    // Nobody knows what would be lost.
    if (type === undefined || type === 'RECORD' || type === 'STATE') throw tooLong(this.#line);
    this.#ignoreOnce(`messages of type ${JSON.stringify(type)} with ${line.bytes} bytes`);
    return undefined;
  }

  #requireRoute({
    stream,
    namespace,
  }: Pick<AirbyteRecordMessage, 'stream'> & {namespace?: string | null | undefined}): Route {
    const route = this.#routeOf({name: stream, namespace});
    if (!route) throw notInCatalog(stream, this.#line);
    return route;
  }

  #record(
    {stream, namespace, data}: AirbyteRecordMessage,
    line: Buffer,
  ): Promise<void> | undefined {
    const route = this.#requireRoute({stream, namespace});
    route.ending.record();
    const unsafe = rejectUnsafe({data, line: this.#line}, line);
    if (unsafe) {
      route.batcher.reject(unsafe.record, unsafe.rejection);
      return undefined;
    }
    const restored = route.restore(data);
    const bytes = restored === data ? line : undefined;
    return route.batcher.add({data: restored, line: this.#line, bytes}, line);
  }

  #state(state: AirbyteStateMessage): undefined {
    const {stream} = state;
    const concerned = stream ? [this.#routeOf(stream.stream_descriptor)] : this.#routes.values();
    for (const route of concerned) route?.ending.state();
    this.#states.acknowledge(state);
    return undefined;
  }

  #trace({stream_status: ended}: AirbyteTraceMessage): undefined {
    if (ended) this.#routeOf(ended.stream_descriptor)?.ending.status(ended.status);
    return undefined;
  }

  #routeOf(stream: {name: string; namespace?: string | null | undefined}): Route | undefined {
    const key = findStreamKey(this.#routes, stream);
    return key === undefined ? undefined : this.#routes.get(key);
  }

  #ignoreOnce(what: string): void {
    if (this.#ignored.has(what)) return;
    this.#ignored.add(what);
    this.#output.log('WARN', `Ignored: ${what} (first on line ${this.#line}).`);
  }
}

// Going on would acknowledge a state after which these records never come again.
function notInCatalog(stream: string, line: number): ConnectorError {
  return new ConnectorError({
    failure: 'config_error',
    message: `Reading messages: line ${line} has a record of the stream ${JSON.stringify(stream)}, which is not in the catalog. Give the destination the catalog that the source reads.`,
  });
}
