import {
  type AirbyteStateMessage,
  type ConfiguredAirbyteCatalog,
  ConnectorError,
  type LogLevel,
  streamKey,
  stringifyJson,
  toConnectorError,
} from '../../spec/index.js';
import type {Listener, Problem} from '../connector/listener.js';
import {
  describeExit,
  type Exit,
  endedWell,
  isTerminated,
  type RunningConnector,
} from '../connector/start-connector.js';
import {forwardSource} from './forward-source.js';
import {Outlet, ReaderGone} from './outlet.js';
import type {SourceRecord} from './parse-source-line.js';
import {receiveDestination} from './receive-destination.js';
import type {StateLedger} from './state-ledger.js';
import {watchSilence} from './watch-silence.js';

/** One end of the pipe: a connector at work and who hears what it says. */
export interface PipeEnd {
  connector: RunningConnector;
  listener: Listener;
  log(level: LogLevel, message: string): void;
}

export interface Limits {
  /** How long a source may send neither record nor state. */
  heartbeatMs: number;
  /** How long a destination may take for what it has, without an answer. */
  answerMs: number;
  /** How long a connector may take to end once it has closed its stdout. */
  exitMs: number;
}

export interface PipeOptions {
  source: PipeEnd;
  destination: PipeEnd;
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
 * Moves a source's records and states to a destination until both have ended. The destination is
 * told that the streams are complete only when the source has ended well. Resolves with whether
 * all of the source arrived; what went wrong is told to `problem`.
 */
export async function runPipe(options: PipeOptions): Promise<boolean> {
  const {source, destination, limits, signal, abandon} = options;
  const run = new PipeRun(options);
  whenAborted(signal, () => run.stopSource());
  whenAborted(abandon, () => destination.connector.stop());
  const receiving = run.receive();
  const cutOff = await run.forward();
  const sourceExit = await exitOf(source.connector, limits.exitMs);
  run.judgeSource(sourceExit, cutOff);
  await run.endInput();
  await receiving;
  const destinationExit = await exitOf(destination.connector, limits.exitMs);
  return run.judgeDestination(destinationExit);
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, {once: true});
}

class PipeRun {
  readonly #options: PipeOptions;
  readonly #outlet: Outlet;
  #isSourceStopped = false;
  #isReaderGone = false;
  #isComplete = false;
  #isFailed = false;
  #isInputEnded = false;
  #destinationAlive = () => {};

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#outlet = new Outlet(options.destination.connector.stdin, () => this.#destinationAlive());
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
      isExcused: () => this.#outlet.isWaiting || isRateLimited(source.listener),
      onSilence: () => {
        this.#fail(name, silent('record or state', limits.heartbeatMs));
        this.stopSource();
      },
    });
    try {
      const {alive} = watch;
      const outlet = this.#outlet;
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

  async receive(): Promise<void> {
    const {destination, ledger, save, limits} = this.#options;
    const {name, stdout} = destination.connector;
    const watch = watchSilence({
      limitMs: limits.answerMs,
      isExcused: () => ledger.unsettled === 0 && !this.#outlet.isWaiting && !this.#isInputEnded,
      onSilence: () => {
        this.#fail(name, silent('answer', limits.answerMs));
        destination.connector.stop();
      },
    });
    this.#destinationAlive = watch.alive;
    const saveAlive = (states: readonly AirbyteStateMessage[]) => {
      watch.alive();
      return save(states);
    };
    try {
      await receiveDestination({...destination, stdout, ledger, save: saveAlive});
    } catch (error) {
      this.#fail(name, error);
      destination.connector.stop();
    } finally {
      watch.stop();
      // Without a reader, the source's work is in vain.
      if (!this.#isComplete) {
        this.#isReaderGone = true;
        this.stopSource();
      }
    }
  }

  judgeSource(exit: Exit, cutOff: ConnectorError | undefined): void {
    const {source, catalog, signal} = this.#options;
    const {listener, connector} = source;
    const statuses = catalog.streams.map(({stream}) => listener.statuses.get(streamKey(stream)));
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

  /** Closes the destination's input, after the good news if there is any. */
  async endInput(): Promise<void> {
    const {catalog, ledger} = this.#options;
    const withoutState = new Set(ledger.streamsWithoutState);
    try {
      for (const {stream} of this.#isComplete ? catalog.streams : []) {
        if (withoutState.has(streamKey(stream))) {
          await this.#write('state', ledger.issueEmpty(stream));
        }
        await this.#write('trace', completeTrace(stream));
      }
    } catch {
      // The destination is gone; its exit says why.
    }
    this.#outlet.end();
    this.#isInputEnded = true;
  }

  judgeDestination(exit: Exit): boolean {
    const {destination, ledger, abandon} = this.#options;
    const {name} = destination.connector;
    if (destination.listener.saidError || this.#isFailed) return false;
    if (abandon.aborted && exit.code !== 0) return false;
    if (!endedWell(exit)) this.#fail(name, badEnd(`${name} ${describeExit(exit)}`));
    else if (ledger.unsettled > 0) {
      this.#fail(name, badEnd(`${name} ended without returning ${ledger.unsettled} states`));
    }
    return this.#isComplete && !this.#isFailed;
  }

  async #write(key: 'state' | 'trace', value: unknown): Promise<void> {
    const message = {type: key.toUpperCase(), [key]: value};
    await this.#outlet.write(`${stringifyJson(message)}\n`);
  }

  #fail(connector: string, thrown: unknown): void {
    this.#isFailed = true;
    const {failure, message} = toConnectorError(thrown);
    this.#options.problem({connector, failure, message});
  }
}

function completeTrace({name, namespace}: {name: string; namespace?: string | null}) {
  const stream_descriptor = namespace ? {name, namespace} : {name};
  const stream_status = {stream_descriptor, status: 'COMPLETE'};
  return {type: 'STREAM_STATUS', emitted_at: Date.now(), stream_status};
}

/** The exit of a connector that has closed its stdout and so has nothing left to do. */
async function exitOf(connector: RunningConnector, exitMs: number): Promise<Exit> {
  const timer = setTimeout(() => connector.stop(), exitMs);
  const exit = await connector.exited;
  clearTimeout(timer);
  return exit;
}

function isRateLimited({rateLimitedUntil}: Listener): boolean {
  return rateLimitedUntil !== undefined && rateLimitedUntil > Date.now();
}

function silent(what: string, limitMs: number): ConnectorError {
  const message = `No ${what} came for ${Math.round(limitMs / 1000)} seconds; it was stopped.`;
  return new ConnectorError({failure: 'transient_error', message});
}

function badEnd(message: string): ConnectorError {
  return new ConnectorError({failure: 'system_error', message: `${message}.`});
}
