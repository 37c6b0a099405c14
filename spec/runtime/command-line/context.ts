import type {LineWriter} from '../../lines/line-writer.js';
import type {AirbyteLogMessage, AirbyteMessage, AirbyteTraceMessage} from '../../protocol/index.js';
import type {Censor} from './censor.js';
import {storeRenewedConfig} from './store-renewed-config.js';

export type LogLevel = AirbyteLogMessage['level'];

/** What a connector may do besides its work: speak, remember a rotated token, count its calls. */
export interface Context {
  /** How long one call may take in all, repetitions included; undefined where nobody waits in front of a screen. */
  readonly callLimitMs?: number | undefined;
  /** Text for people without secrets and without what a terminal would obey. */
  clean?(text: string): string;
  log(level: LogLevel, message: string): void;
  /** Tells of a secret that the other side gave, such as an access token: it must not come out anywhere. */
  learnSecret(secret: string): void;
  /** Keeps the config that the next run must start with: in the runner's file, if it named one, and as CONTROL. */
  saveConfig(config: object): void;
  /** Counts calls of the other system's API; the sum goes out when the command ends. */
  countApiCalls(calls?: number): void;
  /** How many more calls the other system allows today, as it last said; reported now and then to a runner that watches. */
  apiCallsLeft(calls: number): void;
  /** Tells a runner that knows our connectors something in its own form; others pass over it. */
  report(type: string, value: unknown): void;
  /** The other system serves no more calls for now, until then if it says so: the streams being read tell it. */
  rateLimited(resetsAt?: Date): void;
}

const TELL_LEFT_EVERY_MS = 5000;

/** The connector's own end of the protocol: every message but RECORD and STATE leaves through it. */
export class MessageOutput implements Context {
  callLimitMs: number | undefined;
  readonly #lines: LineWriter;
  readonly #censor: Censor;
  readonly #waiting = new Set<(resetsAt?: Date) => void>();
  #apiCalls = 0;
  #toldLeftAt = Number.NEGATIVE_INFINITY;

  constructor(lines: LineWriter, censor: Censor) {
    this.#lines = lines;
    this.#censor = censor;
  }

  log(level: LogLevel, message: string): void {
    this.send({type: 'LOG', log: {level, message: this.clean(message)}});
  }

  learnSecret(secret: string): void {
    this.#censor.learnSecret(secret);
  }

  saveConfig(config: object): void {
    this.#censor.learn(config);
    try {
      storeRenewedConfig(config);
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      this.log('WARN', `The renewed login cannot be written to the runner's file (${code}).`);
    }
    const connectorConfig = {config: config as Record<string, unknown>};
    const control = {type: 'CONNECTOR_CONFIG', emitted_at: Date.now(), connectorConfig} as const;
    this.send({type: 'CONTROL', control});
  }

  countApiCalls(calls = 1): void {
    this.#apiCalls += calls;
  }

  apiCallsLeft(calls: number): void {
    if (Date.now() - this.#toldLeftAt < TELL_LEFT_EVERY_MS) return;
    this.#toldLeftAt = Date.now();
    this.trace({type: 'ANALYTICS', analytics: {type: 'api-calls-left', value: String(calls)}});
  }

  report(type: string, value: unknown): void {
    const text = JSON.stringify(value, (_, part) =>
      typeof part === 'string' ? this.clean(part) : part,
    );
    this.trace({type: 'ANALYTICS', analytics: {type, value: text}});
  }

  rateLimited(resetsAt?: Date): void {
    for (const tell of this.#waiting) tell(resetsAt);
  }

  /** Calls `tell` at each rate limit, until the function that comes back is called. */
  onRateLimit(tell: (resetsAt?: Date) => void): () => void {
    this.#waiting.add(tell);
    return () => this.#waiting.delete(tell);
  }

  /** Tells the runner what the command cost; silent when it called nothing. */
  reportApiCalls(): void {
    if (this.#apiCalls === 0) return;
    this.trace({type: 'ANALYTICS', analytics: {type: 'api-calls', value: String(this.#apiCalls)}});
  }

  trace(trace: Omit<AirbyteTraceMessage, 'emitted_at'>): void {
    this.send({type: 'TRACE', trace: {...trace, emitted_at: Date.now()}});
  }

  clean(text: string, max?: number): string {
    return this.#censor.clean(text, max);
  }

  /** Sends a message without waiting in the batch: whoever watches must see it now. */
  send(message: AirbyteMessage): void {
    this.sendLine(JSON.stringify(message));
  }

  sendLine(line: string): void {
    this.#lines.write(line);
    this.#lines.flush();
  }
}
