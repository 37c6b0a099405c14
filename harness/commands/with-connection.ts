import {basename, join} from 'node:path';
import {ConnectorError, configError, toConnectorError} from '@cohort-salesforce/spec';
import {explainProblem} from '../connection/explain-problem.js';
import {type LoadedConnection, readConnection} from '../connection/read-connection.js';
import {isReadableByOthers} from '../connection/secrets-file.js';
import type {Place} from '../connection-store/connection-store.js';
import {openStore} from '../connection-store/open-store.js';
import type {Problem} from '../connector/message-handler.js';
import {withoutHiddenFolders} from '../report/hidden-folders.js';
import {RunLog} from '../report/run-log.js';
import {type RunResult, type StreamSummary, type Summary, summarize} from '../report/summary.js';
import {createTerminal, type Terminal} from '../report/terminal.js';
import {findLag} from '../store/find-lag.js';
import type {Lease} from '../store/lease.js';
import {recordRun} from '../store/run-history.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {RunFlags} from '../sync/connection-options.js';
import {ConnectionRunner} from '../sync/connection-runner.js';
import {RunContext} from '../sync/run-context.js';
import {CONNECTORS, directionsOf, SECRET_NAMES} from '../systems/index.js';
import {openTelemetry} from '../telemetry/open-telemetry.js';
import type {Telemetry} from '../telemetry/telemetry.js';
import {conclude, concludeFailed, isInterruption, toFailed, toProblem} from './conclude.js';
import {type Interruption, listenForInterruption} from './interruption.js';
import {type ConnectionOptions, limitsOf} from './options.js';

export interface CommandContext {
  loaded: LoadedConnection;
  work: ConnectionRunner;
  runContext: RunContext;
  terminal: Terminal;
  flags: RunFlags;
  telemetry: Telemetry | undefined;
  /** The result of each stream so far; the summary has it even when the rest fails. */
  streams: StreamSummary[];
}

type Result = Omit<RunResult, 'streams'>;

/**
 * Reads the connection, takes its lock, lets `perform` work and concludes with a summary; when
 * `perform` resolves with nothing, it has shown its own result.
 */
export async function withConnection(
  command: string,
  options: ConnectionOptions,
  perform: (job: CommandContext) => Promise<Result | undefined>,
  read: (path: string) => Promise<LoadedConnection> = readConnection,
): Promise<void> {
  const startedAt = Date.now();
  const terminal = createTerminal(options);
  const {json} = options;
  const interruption = listenForInterruption(terminal);
  try {
    refuseUnknown([...options.programs.keys()]);
    const store = await openStore(options);
    const summary = await store.work(async place => {
      const loaded = await read(place.path);
      await warnOfOpenSecrets(loaded, terminal);
      const lease = await place.take();
      const traced = {command, connection: basename(place.path), startedAt};
      const telemetry = await openTelemetry(traced);
      const facts = {command, options, loaded, place, terminal, interruption, lease, telemetry};
      return runInFolder(facts, startedAt, perform).catch(async error => {
        await announce(facts, startedAt, toFailed(error, startedAt));
        throw error;
      });
    });
    // When everything is kept, and not before.
    if (summary) conclude(summary, {terminal, json});
  } catch (error) {
    concludeFailed(error, {terminal, json, startedAt});
  } finally {
    interruption.dispose();
  }
}

interface RunFacts {
  command: string;
  options: ConnectionOptions;
  loaded: LoadedConnection;
  place: Place;
  terminal: Terminal;
  interruption: Interruption;
  lease: Lease;
  telemetry: Telemetry | undefined;
}

async function runInFolder(
  facts: RunFacts,
  startedAt: number,
  perform: (job: CommandContext) => Promise<Result | undefined>,
): Promise<Summary | undefined> {
  const {command, options, loaded, place, terminal, interruption, lease, telemetry} = facts;
  const {folder} = place;
  const log = await RunLog.open(terminal, {
    folder: join(folder, 'logs'),
    command,
    debug: options.debug,
    directionOf: connector => directionOf(loaded, connector),
    secrets: () => loaded.logins.secrets(SECRET_NAMES),
  });
  try {
    const explain = (problem: Problem) => explainProblem(problem, place.path);
    const limits = limitsOf(options);
    const {debug} = options;
    const runContext = new RunContext({
      log,
      lock: lease,
      durability: lease.durability,
      limits,
      explain,
      debug,
      ...(telemetry && {onSpan: (connector, span) => telemetry.span(connector, span)}),
      temporaryFolder: join(folder, 'run'),
      ...endedWith(lease.lost, interruption),
    });
    const {programs, relink, newOrg, allowChanges} = options;
    const flags = {relink, newOrg, allowChanges};
    const work = await ConnectionRunner.open({loaded, folder, runContext, programs, flags});
    try {
      const streams: StreamSummary[] = [];
      const job = {loaded, work, runContext, terminal, flags, streams, telemetry};
      const result = await attempt(() => perform(job), runContext);
      if (!result) return undefined;
      const {problems, apiCalls, apiUsage} = runContext;
      const ended = {problems, apiCalls, apiUsage, startedAt, log: log.path};
      const summary = summarize({...result, streams, notes: work.notes}, ended);
      await record(facts, startedAt, summary);
      await announce(facts, startedAt, summary);
      return summary;
    } finally {
      await work.close();
    }
  } finally {
    await log.close();
  }
}

function directionOf({connection}: LoadedConnection, connector: string): string | undefined {
  const found = directionsOf(connection).find(({source, destination}) =>
    [source.connector, destination.connector].includes(connector),
  );
  return found?.name;
}

// Who has lost the lease must write nothing more, and ends as after a second Ctrl-C.
function endedWith(lost: AbortSignal | undefined, {signal, abandon}: Interruption) {
  if (!lost) return {signal, abandon};
  return {signal: AbortSignal.any([signal, lost]), abandon: AbortSignal.any([abandon, lost])};
}

// The run counts without its entry, but somebody will look for it.
async function record(
  {command, place, terminal}: RunFacts,
  startedAt: number,
  {examples: _examples, changes: _changes, ...run}: Summary,
): Promise<void> {
  const started = new Date(startedAt).toISOString();
  // Its files may be elsewhere the next time.
  const shown = JSON.parse(withoutHiddenFolders(JSON.stringify(run))) as typeof run;
  await recordRun(place.folder, {command, started, ...shown}).catch(error => {
    terminal.warn(`warning: This run is not recorded: ${toConnectorError(error).message}`);
  });
}

// An alert that fails is only a warning: it does not change how the run ended.
async function announce(
  {command, options, loaded, terminal, place, telemetry}: RunFacts,
  startedAt: number,
  summary: Summary,
): Promise<void> {
  const {folder, path} = place;
  const connection = basename(path);
  const {on_failure, on_rejected} = loaded.connection;
  if (on_failure !== undefined || on_rejected !== undefined) {
    const {sendAlerts} = await import('../alerts/send-alerts.js');
    const started = new Date(startedAt).toISOString();
    const run = {command, connection, started, summary};
    const warnings = await sendAlerts({on_failure, on_rejected}, run);
    for (const warning of warnings) terminal.warn(`warning: ${warning}`);
  }
  if (telemetry) {
    const troubles = await telemetry.end({summary, lag: await findLag(folder)});
    for (const trouble of troubles) terminal.warn(`warning: OpenTelemetry: ${trouble}`);
  }
  if (options.metricsFile === undefined) return;
  const {toMetrics} = await import('../report/to-metrics.js');
  const metrics = toMetrics([{command, connection, summary, endedAt: Date.now()}]);
  await writeFileAtomically(options.metricsFile, metrics, 0o644).catch(error => {
    terminal.warn(`warning: --metrics-file: ${toConnectorError(error).message}`);
  });
}

// Else the packaged connector would run in the place of the one that is meant.
function refuseUnknown(connectors: readonly string[]): void {
  const unknown = connectors.find(name => !CONNECTORS.includes(name));
  if (unknown === undefined) return;
  throw configError(`--connector: found ${unknown}, expected ${CONNECTORS.join(' or ')}.`);
}

async function attempt(
  perform: () => Promise<Result | undefined>,
  runContext: RunContext,
): Promise<Result | undefined> {
  try {
    const result = await perform();
    const isExplained = result?.isComplete !== false || runContext.problems.length > 0;
    if (!isExplained) requireInterruption(runContext.signal);
    return result;
  } catch (error) {
    if (!isInterruption(error)) runContext.problem(toProblem(error));
    return {isComplete: false};
  }
}

// A run that ends early without an error has been stopped; otherwise something is wrong, and must not pass for Ctrl-C.
function requireInterruption(signal: AbortSignal): void {
  signal.throwIfAborted();
  throw new ConnectorError({
    failure: 'system_error',
    message:
      'The run ended before everything was moved, and no connector gave a reason. What was written is kept; run it again.',
  });
}

async function warnOfOpenSecrets(
  {secretsPath}: LoadedConnection,
  terminal: Terminal,
): Promise<void> {
  if (!(await isReadableByOthers(secretsPath))) return;
  terminal.warn(
    `warning: others can read ${secretsPath}; make it yours alone: chmod 600 ${secretsPath}`,
  );
}
