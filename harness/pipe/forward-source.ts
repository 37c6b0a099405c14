import type {Readable} from 'node:stream';
import {
  type AirbyteMessage,
  type AirbyteStateMessage,
  type ConfiguredAirbyteCatalog,
  ConnectorError,
  findStreamKey,
  type LogLevel,
  type LongLine,
  streamKey,
  stringifyJson,
  tooLong,
} from '@cohort-salesforce/spec';
import type {MessageHandler} from '../connector/message-handler.js';
import type {DestinationInput} from './destination-input.js';
import {parseSourceLine, type SourceLine, type SourceRecord} from './parse-source-line.js';
import {describePassedOver} from './pass-over-long-line.js';
import {RecordRuns} from './record-runs.js';
import type {StateLedger} from './state-ledger.js';

export interface ForwardOptions {
  stdout: Readable;
  outlet: DestinationInput;
  catalog: ConfiguredAirbyteCatalog;
  ledger: StateLedger;
  listener: MessageHandler;
  log(level: LogLevel, message: string): void;
  /** Called at every record and state: the source's heartbeat. */
  alive(): void;
  /** Which records to pass on; without it all of them, and none is parsed. */
  only?: ((record: SourceRecord) => boolean) | undefined;
  /** The longest line that is held. */
  maxLineBytes?: number;
}

/**
 * Passes a source's records on as they are and its states numbered, and hears the rest, until its
 * stdout ends. Resolves with a line that was cut off, if there is one: a source that died leaves it.
 */
export async function forwardSource(options: ForwardOptions): Promise<ConnectorError | undefined> {
  const forwarder = new Forwarder(options);
  for await (const chunk of options.stdout) await forwarder.forward(chunk as Buffer);
  return forwarder.finish();
}

class Forwarder {
  readonly #options: ForwardOptions;
  readonly #streams: string[];
  readonly #runs: RecordRuns;
  #parsed: SourceLine | undefined;
  /** Records held back since each stream's last state. */
  readonly #heldBack = new Map<string, number>();

  constructor(options: ForwardOptions) {
    this.#options = options;
    const streams = options.catalog.streams.map(({stream}) => stream);
    this.#streams = streams.map(streamKey);
    // Where some are held back, each must be looked at.
    const starts = streams.map(options.only ? () => undefined : startOfRecord);
    this.#runs = new RecordRuns(starts, line => this.#isPassedOn(line), options.maxLineBytes);
  }

  async forward(chunk: Buffer): Promise<void> {
    const {outlet, alive} = this.#options;
    for (const piece of this.#runs.cut(chunk)) {
      if (piece.kind === 'line') await this.#handle();
      else if (piece.kind === 'long') this.#passLong(piece.line);
      else {
        alive();
        await outlet.write(piece.bytes);
      }
    }
    this.#count();
  }

  async finish(): Promise<ConnectorError | undefined> {
    const long = this.#runs.longRest();
    if (long) return this.#finishLong(long);
    const rest = this.#runs.rest();
    if (rest.length === 0) return undefined;
    try {
      // It counts as a line only if it is whole: its beginning alone would look like a record.
      this.#parsed = parseSourceLine(rest);
    } catch (error) {
      return error as ConnectorError;
    }
    if (this.#parsed.kind !== 'record') await this.#handle();
    else if (this.#takes(this.#parsed)) {
      this.#count();
      await this.#options.outlet.write(Buffer.concat([rest, Buffer.from('\n')]));
    }
    return undefined;
  }

  async #finishLong(long: LongLine): Promise<ConnectorError | undefined> {
    if (!long.isWhole) return tooLong(0);
    this.#passLong(long);
    this.#count();
    if (long.record) await this.#options.outlet.write('\n');
    return undefined;
  }

  // Of a record that is too long to be held, everything has been passed on: the destination rejects it, or takes it.
  #passLong(line: LongLine): void {
    const {record, type} = line;
    if (record) this.#countOne(this.#keyOf(record));
    else if (type === undefined ? line.isMessage : type === 'RECORD' || type === 'STATE') {
      throw tooLong(0);
    } else this.#options.log('WARN', describePassedOver(line));
  }

  #isPassedOn(line: Buffer): boolean {
    this.#parsed = line.length === 0 ? undefined : parseSourceLine(line);
    return this.#parsed?.kind === 'record' && this.#takes(this.#parsed);
  }

  // Counts a record, as one to pass on or to hold back.
  #takes(record: SourceRecord): boolean {
    const key = this.#keyOf(record);
    const isTaken = this.#options.only?.(record) ?? true;
    if (isTaken) this.#countOne(key);
    else this.#heldBack.set(key, (this.#heldBack.get(key) ?? 0) + 1);
    return isTaken;
  }

  #keyOf({stream, namespace}: SourceRecord): string {
    const key = findStreamKey(this.#options.ledger.tallies, {name: stream, namespace});
    if (key === undefined || !this.#streams.includes(key)) throw notInCatalog(stream);
    return key;
  }

  #countOne(key: string): void {
    const index = this.#streams.indexOf(key);
    this.#runs.counts[index] = (this.#runs.counts[index] ?? 0) + 1;
  }

  async #handle(): Promise<void> {
    const line = this.#parsed;
    if (line?.kind === 'text') this.#options.log('INFO', line.text);
    if (line?.kind !== 'message') return;
    if (line.message.type === 'STATE') await this.#passState(line.message);
    else await this.#options.listener.handle(line.message);
  }

  async #passState({state}: Extract<AirbyteMessage, {type: 'STATE'}>): Promise<void> {
    const {ledger, outlet, alive} = this.#options;
    alive();
    this.#count();
    const numbered = ledger.issue(this.#withoutHeldBack(state));
    await outlet.hold(`${stringifyJson({type: 'STATE', state: numbered})}\n`);
  }

  // The source counts what it sent, the destination will count what it got.
  #withoutHeldBack(state: AirbyteStateMessage): AirbyteStateMessage {
    const {ledger} = this.#options;
    const reported = state.sourceStats?.recordCount;
    if (typeof reported !== 'number' || this.#heldBack.size === 0) return state;
    const keys = state.stream ? [ledger.keyOf(state)] : this.#streams;
    let heldBack = 0;
    for (const key of keys) {
      heldBack += this.#heldBack.get(key) ?? 0;
      this.#heldBack.delete(key);
    }
    return {...state, sourceStats: {...state.sourceStats, recordCount: reported - heldBack}};
  }

  #count(): void {
    for (const [index, stream] of this.#streams.entries()) {
      const count = this.#runs.counts[index] ?? 0;
      if (count > 0) this.#options.ledger.countRecords(stream, count);
      this.#runs.counts[index] = 0;
    }
  }
}

// As our own sources begin a record of this stream; any other spelling is parsed.
function startOfRecord({name, namespace}: {name: string; namespace?: string | null}): string {
  const head = JSON.stringify({stream: name, ...(namespace && {namespace})}).slice(0, -1);
  return `{"type":"RECORD","record":${head},"emitted_at":`;
}

function notInCatalog(stream: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading messages: the source sent a record of the stream ${JSON.stringify(stream)}, which is not in the catalog.`,
  });
}
