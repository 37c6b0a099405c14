import {
  type AirbyteStateMessage,
  type ConfiguredAirbyteCatalog,
  ConnectorError,
  type StreamStatus,
  streamKey,
  stringifyJson,
  toConnectorError,
} from '@cohort-salesforce/spec';
import type {MessageHandler, Problem} from '../connector/message-handler.js';
import {describeExit, type Exit, endedWell, isTerminated} from '../connector/start-connector.js';
import {DestinationEnd, type DestinationStart} from './destination-end.js';
import {ReaderGone} from './destination-input.js';
import {exitOf} from './exit-of.js';
import {forwardSource} from './forward-source.js';
import type {SourceRecord} from './parse-source-line.js';
import type {Limits, PipeEnd} from './pipe-end.js';
import {silent} from './silent.js';
import type {StateLedger} from './state-ledger.js';
import {toStatusTrace} from './to-status-trace.js';
import {watchSilence} from './watch-silence.js';

type Stream = ConfiguredAirbyteCatalog['streams'][number]['stream'];

export interface PipeOptions {
  source: PipeEnd;
  destination: DestinationStart;
  catalog: ConfiguredAirbyteCatalog;
  ledger: StateLedger;
  limits: Limits;
  /** Which records to pass on; without it all. */
  only?: ((record: SourceRecord) => boolean) | undefined;
  save(states: readonly AirbyteStateMessage[]): Promise<void>;
  problem(problem: Problem): void;
  /** Ends the source; what it has sent is still written and its states kept. */
  signal: AbortSignal;
  /** Ends the destination too. */
  abandon: AbortSignal;
}

/**
 * Moves a source's records and states to a destination until both have ended, and tells the destination which streams
 * came whole. Resolves with whether all of the source arrived; what went wrong goes to `problem`.
 */
export async function runPipe(options: PipeOptions): Promise<boolean> {
  const {source, limits, signal, abandon} = options;
  const run = new PipeRun(options);
  whenAborted(signal, () => run.stopSource());
  whenAborted(abandon, () => run.destination.stop());
  await run.destination.open();
  const cutOff = await run.forward();
  const sourceExit = await exitOf(source.connector, limits.exitMs);
  run.judgeSource(sourceExit, cutOff);
  await run.endInput();
  return run.judgeDestination(await run.destination.exit());
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, {once: true});
}

class PipeRun {
  readonly #options: PipeOptions;
  readonly destination: DestinationEnd;
  #isSourceStopped = false;
  #isReaderGone = false;
  #isComplete = false;
  #isFailed = false;

  constructor(options: PipeOptions) {
    this.#options = options;
    const {destination, ledger, limits, save, abandon} = options;
    this.destination = new DestinationEnd({
      destination,
      ledger,
      limits,
      save,
      abandon,
      fail: error => this.#fail(destination.name, error),
      onGone: () => this.#giveUpReading(),
    });
  }

  // Without a reader, the source's work is in vain.
  #giveUpReading(): void {
    if (this.#isComplete) return;
    this.#isReaderGone = true;
    this.stopSource();
  }

  stopSource(): void {
    this.#isSourceStopped = true;
    this.#options.source.connector.stop();
  }

  async forward(): Promise<ConnectorError | undefined> {
    const {source, limits, catalog, ledger, only} = this.#options;
    const {name, stdout} = source.connector;
    const watch = watchSilence({
      limitMs: limits.heartbeatMs,
      isExcused: () => this.destination.input.isWaiting || isRateLimited(source.listener),
      onSilence: () => {
        this.#fail(name, silent('record or state', limits.heartbeatMs));
        this.stopSource();
      },
    });
    try {
      const {alive} = watch;
      const outlet = this.destination.input;
      await this.#tell(() => 'STARTED');
      return await forwardSource({...source, stdout, outlet, catalog, ledger, alive, only});
    } catch (error) {
      if (error instanceof ReaderGone) this.#isReaderGone = true;
      else this.#fail(name, error);
      this.stopSource();
      return undefined;
    } finally {
      watch.stop();
    }
  }

  judgeSource(exit: Exit, cutOff: ConnectorError | undefined): void {
    const {source, catalog, signal} = this.#options;
    const {listener, connector} = source;
    const statuses = catalog.streams.map(({stream}) => this.#statusOf(stream));
    if (cutOff && exit.code === 0) this.#fail(connector.name, cutOff);
    const isWhole =
      this.#isSourceStopped || isTerminated(exit)
        ? statuses.every(status => status === 'COMPLETE')
        : !statuses.includes('INCOMPLETE');
    this.#isComplete = endedWell(exit) && isWhole && !this.#isFailed;
    if (this.#isComplete || this.#isFailed || listener.saidError) return;
    // A source that nobody reads may end as it likes; why nobody does is for the destination to say.
    if (this.#isReaderGone) return;
    if (this.#isSourceStopped && (signal.aborted || isTerminated(exit))) return;
    this.#fail(connector.name, badEnd(`${connector.name} ${describeExit(exit)}`));
  }

  /** Closes the destination's input, after telling it which streams are complete. */
  async endInput(): Promise<void> {
    const {catalog, ledger} = this.#options;
    const withoutState = new Set(this.#isComplete ? ledger.streamsWithoutState : []);
    try {
      for (const {stream} of catalog.streams) {
        if (withoutState.has(streamKey(stream))) {
          await this.#write('state', ledger.issueEmpty(stream));
        }
      }
      await this.#tell(stream => (this.#isWhole(stream) ? 'COMPLETE' : 'INCOMPLETE'));
      if (!this.destination.input.isOpen) await this.#keepStates();
    } catch {
      // The destination is gone; its exit says why.
    }
    this.destination.endInput();
  }

  // Without a record before them, states have nothing to wait for.
  async #keepStates(): Promise<void> {
    const {ledger, save, source} = this.#options;
    const kept = ledger.acknowledgeAll();
    try {
      if (kept.length > 0 && !this.#isReaderGone) await save(kept);
    } catch (error) {
      this.#fail(source.connector.name, error);
    }
  }

  /** Of a source that fails, some streams may have come whole. */
  #isWhole(stream: Stream): boolean {
    if (this.#isComplete) return true;
    return !this.#isFailed && this.#statusOf(stream) === 'COMPLETE';
  }

  #statusOf(stream: Stream): StreamStatus | undefined {
    return this.#options.source.listener.statuses.get(streamKey(stream));
  }

  /** Tells the destination of each stream, also of the begin: an input without an end is then known as such. */
  async #tell(statusOf: (stream: Stream) => StreamStatus): Promise<void> {
    for (const {stream} of this.#options.catalog.streams) {
      await this.#write('trace', toStatusTrace(stream, statusOf(stream)));
    }
  }

  /** Whether all went well; `exit` is undefined where no destination had to be started. */
  judgeDestination(exit: Exit | undefined): boolean {
    const {ledger, abandon, signal, destination} = this.#options;
    const {name} = destination;
    if (exit === undefined) return this.#isComplete && !this.#isFailed;
    if (this.destination.saidError || this.#isFailed) return false;
    if (abandon.aborted && exit.code !== 0) return false;
    if (!endedWell(exit)) this.#fail(name, badEnd(`${name} ${describeExit(exit)}`));
    else if (ledger.unacknowledged > 0) {
      this.#fail(name, badEnd(`${name} ended without returning ${ledger.unacknowledged} states`));
    } else if (this.#isReaderGone && !signal.aborted) {
      this.#fail(name, badEnd(`${name} ended before it had read everything`));
    }
    return this.#isComplete && !this.#isFailed;
  }

  async #write(key: 'state' | 'trace', value: unknown): Promise<void> {
    const message = {type: key.toUpperCase(), [key]: value};
    await this.destination.input.hold(`${stringifyJson(message)}\n`);
  }

  #fail(connector: string, thrown: unknown): void {
    this.#isFailed = true;
    const {signal, problem} = this.#options;
    // The run was stopped before its destination started: that is not a failure.
    if (signal.aborted && thrown === signal.reason) return;
    const {failure, message} = toConnectorError(thrown);
    problem({connector, failure, message});
  }
}

function isRateLimited({rateLimitedUntil}: MessageHandler): boolean {
  return rateLimitedUntil !== undefined && rateLimitedUntil > Date.now();
}

function badEnd(message: string): ConnectorError {
  return new ConnectorError({failure: 'system_error', message: `${message}.`});
}
