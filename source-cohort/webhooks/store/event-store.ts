import {toConnectorError} from '@cohort-salesforce/spec';
import {type Delivery, EventLog, type LogOptions} from './event-log.js';

export interface StoreOptions extends LogOptions {
  /** Milliseconds after a failure in which nothing is tried. Default 1000. */
  pauseMs?: number;
}

interface Waiting {
  /** None: only asks whether the store works. */
  deliveries: readonly Delivery[];
  resolve(result: 'stored' | 'repeated'): void;
  reject(error: unknown): void;
}

// Few system calls, and still an answer within a moment.
const MAX_BATCH = 1000;
const PAUSE_MS = 1000;

/**
 * Stores events, many with one write. Events that arrive while one batch is made durable form the next.
 * After an error, such as a full disk, the files are opened again for the next event.
 */
export class EventStore {
  readonly #options: StoreOptions;
  #log: EventLog | undefined;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;
  #failure: {error: unknown; message: string; at: number} | undefined;
  #isClosed = false;

  private constructor(options: StoreOptions, log: EventLog) {
    this.#options = options;
    this.#log = log;
  }

  /** Throws when the folder cannot be used. */
  static async open(options: StoreOptions): Promise<EventStore> {
    return new EventStore(options, await EventLog.open(options));
  }

  /** Resolves when the event is durable; says whether it was before. Rejects when it may not be. */
  store(delivery: Delivery): Promise<'stored' | 'repeated'> {
    return this.#add([delivery]);
  }

  /** Resolves when events can be stored. */
  async probe(): Promise<void> {
    await this.#add([]);
  }

  /** Resolves when what was being stored is. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
    await this.#log?.close();
    this.#log = undefined;
  }

  #add(deliveries: readonly Delivery[]): Promise<'stored' | 'repeated'> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({deliveries, resolve, reject});
      this.#work ??= this.#storeAll();
    });
  }

  async #storeAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#storeBatch(this.#waiting.splice(0, MAX_BATCH));
    this.#work = undefined;
  }

  async #storeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const log = await this.#openLog();
      const results = await log.append(batch.flatMap(({deliveries}) => deliveries));
      let next = 0;
      for (const {deliveries, resolve} of batch) {
        resolve(results[next] ?? 'stored');
        next += deliveries.length;
      }
    } catch (error) {
      await this.#fail(error);
      for (const {reject} of batch) reject(error);
    }
  }

  async #openLog(): Promise<EventLog> {
    if (this.#log) return this.#log;
    if (this.#isClosed) throw new Error('The store is closed.');
    const {pauseMs = PAUSE_MS, warn} = this.#options;
    if (this.#failure && Date.now() - this.#failure.at < pauseMs) throw this.#failure.error;
    this.#log = await EventLog.open(this.#options);
    this.#failure = undefined;
    warn('Events can be stored again.');
    return this.#log;
  }

  async #fail(error: unknown): Promise<void> {
    if (error === this.#failure?.error || this.#isClosed) return;
    const {message} = toConnectorError(error);
    if (message !== this.#failure?.message) {
      this.#options.warn(
        `Events cannot be stored: ${message} They are answered with 503, and Svix delivers them again.`,
      );
    }
    this.#failure = {error, message, at: Date.now()};
    const log = this.#log;
    this.#log = undefined;
    await log?.close().catch(() => {});
  }
}
