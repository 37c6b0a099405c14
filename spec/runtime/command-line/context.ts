import type {LineWriter} from '../../lines/line-writer.js';
import type {AirbyteLogMessage, AirbyteMessage, AirbyteTraceMessage} from '../../protocol/index.js';
import type {Censor} from './censor.js';
import {storeRenewedConfig} from './store-renewed-config.js';

/** The protocol's levels of a LOG message. */
export type LogLevel = AirbyteLogMessage['level'];

/** What the runner offers a connector: logging, storing a renewed login, counting API calls. */
export interface Context {
  /** The longest that one call may take, in milliseconds, retries included. Undefined: no limit. Set for `check`, where a person waits. */
  readonly callLimitMs?: number | undefined;
  /** Removes secrets and terminal control characters from text. */
  clean?(text: string): string;
  /** Sends a LOG message. Secrets in it are masked. */
  log(level: LogLevel, message: string): void;
  /** Registers a secret that was received at run time, such as an access token, so that it is masked in all output. */
  learnSecret(secret: string): void;
  /** Stores the config that the next run must use: in the file that `RENEWED_CONFIG_FILE` names, if any, and as a CONTROL message. */
  saveConfig(config: object): void;
  /** Counts calls of the other system's API. The sum is reported when the command ends. */
  countApiCalls(calls?: number): void;
  /** How many more calls the other system allows today, as it last said; reported now and then to a runner that watches. */
  apiCallsLeft(calls: number): void;
  /** Sends an ANALYTICS message that the harness understands. Other runners ignore it. */
  report(type: string, value: unknown): void;
  /** Reports that the other system's rate limit is reached, until `resetsAt` if known. The streams being read report it as their status. */
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

  /** Sends a message at once instead of with the next batch, so that it is seen now. */
  send(message: AirbyteMessage): void {
    this.sendLine(JSON.stringify(message));
  }

  sendLine(line: string): void {
    this.#lines.write(line);
    this.#lines.flush();
  }
}
