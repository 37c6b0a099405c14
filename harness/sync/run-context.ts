import {
  type AirbyteStateMessage,
  isReportedSpan,
  type LogLevel,
  MAX_LINE_BYTES,
  type ReportedSpan,
  readLines,
  SPAN_REPORT,
  toConnectorError,
} from '@cohort-salesforce/spec';
import type {LoginTurn} from '../connection/login-turn.js';
import {MessageHandler, type Problem} from '../connector/message-handler.js';
import {type RunningConnector, startConnector} from '../connector/start-connector.js';
import type {ConnectorCall} from '../connector/to-command-line.js';
import {passOverLongLine} from '../pipe/pass-over-long-line.js';
import type {Limits, PipeEnd} from '../pipe/pipe-end.js';
import type {RunLog} from '../report/run-log.js';
import type {ApiUsage} from '../report/summary.js';
import type {Durability, Lease} from '../store/lease.js';
import type {HolderFacts} from '../store/lock-errors.js';
import {saveStates} from '../store/save-states.js';
import type {StateFile} from '../store/state-file.js';
import type {ConnectorSpec} from './connector-spec.js';

const MAX_REPORTS = 1000;

export interface RunContextOptions {
  log: RunLog;
  lock: Pick<Lease, 'addConnector' | 'requireHeld'>;
  /** Where the connection's folder does not survive the machine by itself. */
  durability?: Durability | undefined;
  limits: Limits;
  signal: AbortSignal;
  abandon: AbortSignal;
  /** Says a connector's problem in the terms of the user's own file. */
  explain?: (problem: Problem) => Problem;
  /** Takes what connectors did, for a trace of the run. */
  onSpan?: ((connector: string, span: ReportedSpan) => void) | undefined;
  /** Whether connectors tell of each request. */
  debug?: boolean | undefined;
  /** A folder that is gone after the run: messages name no file in it. */
  temporaryFolder?: string;
}

/** What all connectors of one run share: the log, the lock, what went wrong and what it cost. */
export class RunContext {
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly abandon: AbortSignal;
  readonly problems: Problem[] = [];
  readonly #log: RunLog;
  readonly #lock: RunContextOptions['lock'];
  readonly #durability: Durability | undefined;
  /** Resolves when what is in the connection's folder survives the machine. */
  readonly makeDurable = async () => this.#durability?.save();
  readonly #temporaryFolder: string | undefined;
  readonly #debug: boolean | undefined;
  readonly #onSpan: RunContextOptions['onSpan'];
  readonly #explain: (problem: Problem) => Problem;
  readonly #reports = new Map<string, unknown[]>();
  readonly #listeners: {system: string; listener: MessageHandler}[] = [];

  constructor({
    log,
    lock,
    durability,
    limits,
    signal,
    abandon,
    explain,
    debug,
    onSpan,
    temporaryFolder,
  }: RunContextOptions) {
    this.#temporaryFolder = temporaryFolder;
    this.#debug = debug;
    this.#onSpan = onSpan;
    this.limits = limits;
    this.signal = signal;
    this.abandon = abandon;
    this.#log = log;
    this.#explain = explain ?? (problem => problem);
    this.#lock = lock;
    this.#durability = durability;
  }

  /** Whose Salesforce data the login opens, and as whom, as the connector reported. */
  get salesforceLogin(): {org?: string; user?: string} {
    const [login] = this.reportsOf('salesforce-login').slice(-1);
    const {org, user} = (login ?? {}) as Record<string, unknown>;
    return {
      ...(typeof org === 'string' && {org}),
      ...(typeof user === 'string' && {user}),
    };
  }

  /** What connectors reported in a form of their own, in order; only the first thousand of each type. */
  reportsOf(type: string): readonly unknown[] {
    return this.#reports.get(type) ?? [];
  }

  /** API calls by system, so far. */
  get apiCalls(): Record<string, number> {
    const calls: Record<string, number> = {};
    for (const {system, listener} of this.#listeners) {
      calls[system] = (calls[system] ?? 0) + listener.apiCalls;
    }
    return calls;
  }

  /** What all apps of the org have called in the last 24 hours, and may, as Salesforce last said. */
  get apiUsage(): ApiUsage | undefined {
    const [usage] = this.reportsOf('api-usage').slice(-1);
    const {used, limit} = (usage ?? {}) as Record<string, unknown>;
    return typeof used === 'number' && typeof limit === 'number' ? {used, limit} : undefined;
  }

  problem(problem: Problem): void {
    const explained = this.#explain(problem);
    this.problems.push({...explained, message: this.#log.redact(explained.message)});
  }

  /** Throws when another run has taken the connection over. */
  saveStates(file: StateFile, states: readonly AirbyteStateMessage[]): Promise<void> {
    const requireHeld = async () => this.#lock.requireHeld?.();
    return saveStates(file, states, {requireHeld, durability: this.#durability});
  }

  /** Says something that the user should know of, though the run goes on. */
  warn(message: string): void {
    this.#log.write('harness', 'WARN', message);
  }

  async start(
    connectorSpec: ConnectorSpec,
    command: ConnectorCall['command'],
    files: {catalog?: string; state?: string | undefined} = {},
  ): Promise<PipeEnd> {
    const {program, system, of} = connectorSpec;
    const log = (level: LogLevel, message: string) => {
      this.#log.write(program.name, level, this.#withoutTemporary(message));
    };
    const {connector, turn} = await this.#begin(connectorSpec, {command, files});
    const listener = new MessageHandler({
      connector: program.name,
      log,
      saveConfig: renewed =>
        this.#save(program.name, () =>
          turn ? turn.absorb(renewed) : connectorSpec.saveConfig(renewed),
        ),
      problem: found => this.problem({...found, of}),
      onReport: (type, value) => {
        if (type === SPAN_REPORT) return this.#passSpan(program.name, value);
        const reports = this.#reports.get(type) ?? [];
        this.#reports.set(type, reports);
        if (reports.length < MAX_REPORTS) reports.push(value);
      },
    });
    this.#listeners.push({system, listener});
    void logLines(connector.stderr, log);
    return {connector, listener, log};
  }

  /** Starts the connector when it is its turn to log in; it has exited when its turn has ended, too. */
  async #begin(
    connectorSpec: ConnectorSpec,
    {command, files}: Pick<ConnectorCall, 'command' | 'files'>,
  ): Promise<{connector: RunningConnector; turn: LoginTurn | undefined}> {
    const {program, folders} = connectorSpec;
    const turn = await connectorSpec.takeTurn?.({
      signal: this.signal,
      onWait: holder => this.#log.write(program.name, 'WARN', waitsFor(holder)),
    });
    try {
      const config = await connectorSpec.configFile();
      const call = {
        command,
        files: {config, ...files},
        folders,
        renewedFile: turn?.file,
        durabilitySocket: this.#durability?.socket,
        debug: this.#debug,
        isTraced: this.#onSpan !== undefined,
      };
      const connector = await startConnector(program, call);
      await this.#note(connector, command, turn);
      const endTurn = () => this.#save(program.name, async () => turn?.end());
      const exited = connector.exited.finally(endTurn);
      return {connector: {...connector, exited}, turn};
    } catch (error) {
      await turn?.end();
      throw error;
    }
  }

  #passSpan(connector: string, value: unknown): void {
    if (isReportedSpan(value)) this.#onSpan?.(connector, value);
  }

  async #note(
    connector: RunningConnector,
    command: ConnectorCall['command'],
    turn: LoginTurn | undefined,
  ): Promise<void> {
    try {
      await this.#lock.addConnector(connector.pid, {isWriter: command === 'write'});
      await turn?.addConnector(connector.pid);
    } catch (error) {
      // As on a full disk; nobody would read it or end it any more.
      connector.stop();
      await connector.exited;
      throw error;
    }
  }

  // `Rejected records of Contact (/.../run/rejects/Contact.jsonl): ...` without the path.
  #withoutTemporary(message: string): string {
    const folder = this.#temporaryFolder;
    if (folder === undefined || !message.includes(folder)) return message;
    const parts = message.split(` (${folder}`);
    return [parts[0], ...parts.slice(1).map(part => part.replace(/^[^)]*\)/, ''))].join('');
  }

  // The work that is under way is worth finishing, but its end must not look well.
  async #save(connector: string, save: () => Promise<void>): Promise<void> {
    try {
      await save();
    } catch (error) {
      const {failure, message} = toConnectorError(error);
      this.problem({connector, failure, message});
    }
  }
}

function waitsFor({pid, since}: HolderFacts): string {
  return `Waiting for another run that uses the same login (process ${pid}, since ${since}).`;
}

async function logLines(
  stderr: AsyncIterable<Buffer>,
  log: (level: LogLevel, message: string) => void,
): Promise<void> {
  try {
    for await (const lines of readLines(stderr, MAX_LINE_BYTES, passOverLongLine)) {
      for (const line of lines) log('INFO', line.toString());
    }
  } catch {
    // What it has to say beyond that is lost, as it would be on a broken terminal.
  }
}
