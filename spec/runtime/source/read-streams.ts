import {toConnectorError} from '../../connector-error.js';
import type {LineWriter} from '../../lines/line-writer.js';
import {
  type AirbyteRecordChange,
  type ConfiguredAirbyteCatalog,
  type ConfiguredAirbyteStream,
  type StreamStatus,
  streamKey,
} from '../../protocol/index.js';
import type {MessageOutput} from '../command-line/context.js';
import {descriptorOf, sendError} from '../command-line/send-error.js';
import {RecordBlock, type RecordText} from './record-block.js';
import type {ReadEvent, Source} from './source.js';

interface ReadRun<Config extends object, Session> {
  source: Source<Config, Session>;
  session: Session;
  catalog: ConfiguredAirbyteCatalog;
  states: ReadonlyMap<string, Record<string, unknown>>;
  lines: LineWriter;
  output: MessageOutput;
}

/**
 * Reads every stream of the catalog, several at once if the source allows it. A stream that fails
 * is reported and the others go on; resolves with whether all of them completed.
 */
export async function readStreams<Config extends object, Session>(
  run: ReadRun<Config, Session>,
): Promise<boolean> {
  const waiting = [...run.catalog.streams];
  let allComplete = true;
  const worker = async () => {
    for (let stream = waiting.shift(); stream; stream = waiting.shift()) {
      const complete = await readStream(run, stream);
      allComplete &&= complete;
    }
  };
  const workers = run.source.concurrentStreams?.(run.session) ?? 1;
  await Promise.all(Array.from({length: workers}, worker));
  return allComplete;
}

async function readStream<Config extends object, Session>(
  {source, session, states, lines, output}: ReadRun<Config, Session>,
  configured: ConfiguredAirbyteStream,
): Promise<boolean> {
  const state = states.get(streamKey(configured.stream));
  const sender = new StreamSender(configured, {lines, output, state});
  const stopTelling = output.onRateLimit(resetsAt => sender.rateLimited(resetsAt));
  sender.status('STARTED');
  try {
    for await (const event of source.read(session, {stream: configured, state})) {
      await sender.send(event);
    }
    await sender.finish();
    sender.status('COMPLETE');
    return true;
  } catch (thrown) {
    sendError(output, toConnectorError(thrown), configured.stream);
    sender.status('INCOMPLETE');
    return false;
  } finally {
    stopTelling();
  }
}

const LINE_END = Buffer.from('}}\n');

/** Puts one stream's events into their envelopes. */
class StreamSender {
  readonly #lines: LineWriter;
  readonly #output: MessageOutput;
  readonly #descriptor: {name: string; namespace?: string};
  readonly #recordStart: string;
  #running = false;
  #recordsSinceState = 0;
  // What the next run starts from when nothing newer comes.
  #lastState: Record<string, unknown>;
  #stateSent = false;

  constructor(
    {stream}: ConfiguredAirbyteStream,
    {
      lines,
      output,
      state = {},
    }: {
      lines: LineWriter;
      output: MessageOutput;
      state: Record<string, unknown> | undefined;
    },
  ) {
    this.#lastState = state;
    this.#lines = lines;
    this.#output = output;
    this.#descriptor = descriptorOf(stream);
    const {name, namespace} = this.#descriptor;
    const head = JSON.stringify({stream: name, ...(namespace && {namespace})});
    this.#recordStart = `{"type":"RECORD","record":${head.slice(0, -1)},"emitted_at":`;
  }

  send(event: ReadEvent): Promise<void> | undefined {
    switch (event.kind) {
      case 'records':
        return this.#records(event.records);
      case 'state':
        return this.#state(event.state);
      case 'estimate':
        this.#estimate(event);
        return undefined;
    }
  }

  // Runners expect a state from every stream, also from one that has none to speak of; records after the last state
  // do not take its position back.
  async finish(): Promise<void> {
    if (!this.#stateSent || this.#recordsSinceState > 0) await this.#state(this.#lastState);
  }

  status(status: StreamStatus): void {
    this.#output.trace({
      type: 'STREAM_STATUS',
      stream_status: {stream_descriptor: this.#descriptor, status},
    });
  }

  // The data is JSON already: a record's line is composed, not stringified again.
  async #records(records: readonly RecordText[] | RecordBlock): Promise<void> {
    if (records.length === 0) return;
    if (!this.#running) this.status('RUNNING');
    this.#running = true;
    const start = `${this.#recordStart}${Date.now()},"data":`;
    if (records instanceof RecordBlock) this.#writeBlock(start, records);
    else for (const record of records) this.#lines.write(`${start}${endOfLine(record)}`);
    this.#recordsSinceState += records.length;
    await this.#lines.ready();
  }

  #writeBlock(start: string, block: RecordBlock): void {
    const head = Buffer.from(start);
    for (let index = 0; index < block.length; index++) {
      const changes = block.changesOf(index);
      this.#lines.append(head);
      this.#lines.append(block.bytesOf(index));
      this.#lines.append(changes ? Buffer.from(`${metaOf(changes)}}}\n`) : LINE_END);
    }
  }

  async #state(streamState: Record<string, unknown>): Promise<void> {
    const stream = {stream_descriptor: this.#descriptor, stream_state: streamState};
    const sourceStats = {recordCount: this.#recordsSinceState};
    this.#output.send({type: 'STATE', state: {type: 'STREAM', stream, sourceStats}});
    this.#recordsSinceState = 0;
    this.#lastState = streamState;
    this.#stateSent = true;
    await this.#lines.ready();
  }

  #estimate({rows, bytes}: {rows: number; bytes?: number}): void {
    this.#output.trace({
      type: 'ESTIMATE',
      estimate: {
        ...this.#descriptor,
        type: 'STREAM',
        row_estimate: rows,
        ...(bytes !== undefined && {byte_estimate: bytes}),
      },
    });
  }

  rateLimited(resetsAt: Date | undefined): void {
    const rate_limited = resetsAt ? {quota_reset: resetsAt.getTime()} : {};
    const stream_status = {stream_descriptor: this.#descriptor, status: 'RUNNING' as const};
    const reasons = [{type: 'RATE_LIMITED' as const, rate_limited}];
    this.#output.trace({type: 'STREAM_STATUS', stream_status: {...stream_status, reasons}});
  }
}

function endOfLine(record: RecordText): string {
  return typeof record === 'string' ? `${record}}}` : `${record.data}${metaOf(record.changes)}}}`;
}

function metaOf(changes: readonly AirbyteRecordChange[]): string {
  return `,"meta":${JSON.stringify({changes})}`;
}
