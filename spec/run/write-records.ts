import type {Readable} from 'node:stream';
import {parseMessage} from '../lines/parse-message.js';
import {readLines} from '../lines/read-lines.js';
import {
  type AirbyteRecordMessage,
  type AirbyteStateMessage,
  type ConfiguredAirbyteCatalog,
  type ConfiguredAirbyteStream,
  streamKey,
} from '../protocol/index.js';
import type {MessageOutput} from './context.js';
import type {DestinationConfig, RecordWriter} from './destination.js';
import {RejectedRecords} from './rejected-records.js';
import {StateAcknowledger} from './state-acknowledger.js';
import {StreamBatcher} from './stream-batcher.js';

interface WriteRun {
  open(stream: ConfiguredAirbyteStream): Promise<RecordWriter>;
  catalog: ConfiguredAirbyteCatalog;
  config: DestinationConfig;
  output: MessageOutput;
  input: Readable;
}

/**
 * Reads messages to the end of the input and writes their records. Each STATE goes back, in order,
 * once every record before it is committed or stored as rejected. Rejects when the run cannot go
 * on; the states sent until then hold.
 */
export async function writeRecords({
  open,
  catalog,
  config,
  output,
  input,
}: WriteRun): Promise<void> {
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    input.destroy();
  };
  const rejected = new RejectedRecords(config.rejects_dir, output);
  const batchers = new Map<string, StreamBatcher>();
  for (const stream of catalog.streams) {
    const refuse = rejected.storeFor(stream.stream);
    const writer = await open(stream);
    batchers.set(streamKey(stream.stream), new StreamBatcher({stream, writer, refuse, fail}));
  }
  const states = new StateAcknowledger({
    batchers,
    output,
    beforeState: () => rejected.sync(),
    fail,
  });
  const router = new MessageRouter({batchers, states, output});
  const pause = new PauseTimer(batchers, fail);
  try {
    for await (const lines of readLines(input)) {
      pause.start();
      for (const line of lines) await router.route(line);
    }
  } catch (error) {
    failure ??= error;
  } finally {
    pause.stop();
  }
  if (!failure) await finish({batchers, states}).catch(fail);
  await states.settled();
  await rejected.close();
  if (failure) throw failure;
}

async function finish({
  batchers,
  states,
}: {
  batchers: ReadonlyMap<string, StreamBatcher>;
  states: StateAcknowledger;
}): Promise<void> {
  // Records after the last state are written as well, though nobody will hear of them.
  const rest = [...batchers.values()].map(batcher => batcher.endSegment());
  await Promise.all([...batchers.values()].map(batcher => batcher.flush()));
  await Promise.all(rest);
  await states.settled();
}

/** When records wait for company that does not come, sends them as they are. */
class PauseTimer {
  readonly #batchers: ReadonlyMap<string, StreamBatcher>;
  readonly #fail: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(batchers: ReadonlyMap<string, StreamBatcher>, fail: (error: unknown) => void) {
    this.#batchers = batchers;
    this.#fail = fail;
  }

  start(): void {
    const linger = Math.min(...[...this.#batchers.values()].map(batcher => batcher.linger));
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const batcher of this.#batchers.values()) batcher.flush().catch(this.#fail);
    }, linger);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Sends each message where it belongs. */
class MessageRouter {
  readonly #batchers: ReadonlyMap<string, StreamBatcher>;
  readonly #states: StateAcknowledger;
  readonly #output: MessageOutput;
  readonly #ignored = new Set<string>();
  #line = 0;

  constructor({
    batchers,
    states,
    output,
  }: {
    batchers: ReadonlyMap<string, StreamBatcher>;
    states: StateAcknowledger;
    output: MessageOutput;
  }) {
    this.#batchers = batchers;
    this.#states = states;
    this.#output = output;
  }

  /** A promise means: wait for it before the next line. */
  route(line: Buffer): Promise<void> | undefined {
    this.#line += 1;
    if (line.length === 0) return undefined;
    const message = parseMessage(line, this.#line);
    if (message.type === 'RECORD') return this.#record(message.record, line.length);
    if (message.type === 'STATE') return this.#state(message.state);
    if (message.type === 'UNKNOWN')
      this.#ignoreOnce(`messages of type ${JSON.stringify(message.found)}`);
    return undefined;
  }

  #record(
    {stream, namespace, data}: AirbyteRecordMessage,
    bytes: number,
  ): Promise<void> | undefined {
    const key = streamKey({name: stream, ...(namespace && {namespace})});
    const batcher = this.#batchers.get(key);
    if (batcher) return batcher.add({data, line: this.#line}, bytes);
    this.#ignoreOnce(`records of the stream ${JSON.stringify(key)}, which is not in the catalog`);
    return undefined;
  }

  #state(state: AirbyteStateMessage): undefined {
    this.#states.acknowledge(state);
    return undefined;
  }

  #ignoreOnce(what: string): void {
    if (this.#ignored.has(what)) return;
    this.#ignored.add(what);
    this.#output.log('WARN', `Ignored: ${what} (first on line ${this.#line}).`);
  }
}
