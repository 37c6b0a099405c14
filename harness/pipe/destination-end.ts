import type {Writable} from 'node:stream';
import type {AirbyteStateMessage} from '@cohort-salesforce/spec';
import type {Exit} from '../connector/start-connector.js';
import {DestinationInput, ReaderGone} from './destination-input.js';
import {exitOf} from './exit-of.js';
import type {Limits, PipeEnd} from './pipe-end.js';
import {receiveDestination} from './receive-destination.js';
import {silent} from './silent.js';
import type {StateLedger} from './state-ledger.js';
import {watchSilence} from './watch-silence.js';

/** How the pipe gets its destination. */
export interface DestinationStart {
  name: string;
  start(): Promise<PipeEnd>;
  /** Whether to start it only once there is a record to write: states alone are then kept without it. */
  isDeferred: boolean;
}

interface DestinationEndOptions {
  destination: DestinationStart;
  ledger: StateLedger;
  limits: Limits;
  save(states: readonly AirbyteStateMessage[]): Promise<void>;
  abandon: AbortSignal;
  fail(thrown: unknown): void;
  /** Called when the destination stops reading before its input has ended. */
  onGone(): void;
}

/** The destination's side of the pipe: starts it when there is something to write and receives what it answers. */
export class DestinationEnd {
  readonly input: DestinationInput;
  readonly #options: DestinationEndOptions;
  #running: PipeEnd | undefined;
  #receiving: Promise<void> = Promise.resolve();
  #isFailed = false;
  #isInputEnded = false;
  #alive = () => {};

  constructor(options: DestinationEndOptions) {
    this.#options = options;
    this.input = new DestinationInput(
      () => this.#start(),
      () => this.#alive(),
    );
  }

  /** Whether the destination reported an error of its own. */
  get saidError(): boolean {
    return this.#running?.listener.saidError ?? false;
  }

  /** Starts the destination, unless that is deferred. */
  async open(): Promise<void> {
    // What goes wrong is a problem of the run, and shows as a reader that is gone.
    if (!this.#options.destination.isDeferred) await this.input.open().catch(() => {});
  }

  stop(): void {
    this.#running?.connector.stop();
  }

  endInput(): void {
    this.input.end();
    this.#isInputEnded = true;
  }

  /** Undefined: it was never started. */
  async exit(): Promise<Exit | undefined> {
    await this.#receiving;
    return this.#running && exitOf(this.#running.connector, this.#options.limits.exitMs);
  }

  async #start(): Promise<Writable> {
    const {destination, abandon, fail, onGone} = this.#options;
    try {
      if (abandon.aborted || this.#isFailed) throw new ReaderGone();
      const running = await destination.start();
      this.#running = running;
      if (abandon.aborted) running.connector.stop();
      this.#receiving = this.#receive(running);
      return running.connector.stdin;
    } catch (error) {
      this.#isFailed = true;
      onGone();
      if (!(error instanceof ReaderGone)) fail(error);
      throw new ReaderGone();
    }
  }

  async #receive(running: PipeEnd): Promise<void> {
    const {ledger, save, limits, fail, onGone} = this.#options;
    const {connector} = running;
    const watch = watchSilence({
      limitMs: limits.answerMs,
      isExcused: () => ledger.unacknowledged === 0 && !this.input.isWaiting && !this.#isInputEnded,
      onSilence: () => {
        fail(silent('answer', limits.answerMs));
        connector.stop();
      },
    });
    this.#alive = watch.alive;
    const saveAlive = (states: readonly AirbyteStateMessage[]) => {
      watch.alive();
      return save(states);
    };
    try {
      await receiveDestination({...running, stdout: connector.stdout, ledger, save: saveAlive});
    } catch (error) {
      fail(error);
      connector.stop();
    } finally {
      watch.stop();
      if (!this.#isInputEnded) onGone();
    }
  }
}
