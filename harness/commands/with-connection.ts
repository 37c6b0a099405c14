import {mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {configError} from '../../spec/index.js';
import {type LoadedConnection, readConnection} from '../connection/read-connection.js';
import {isReadableByOthers} from '../connection/secrets-file.js';
import {RunLog} from '../report/run-log.js';
import {type Outcome, type StreamSummary, summarize} from '../report/summary.js';
import {createTerminal, type Terminal} from '../report/terminal.js';
import {CONNECTORS, SECRET_NAMES} from '../salesforce-and-cohort.js';
import {Lock} from '../store/lock.js';
import {recordRun} from '../store/run-history.js';
import {ConnectionWork, folderOf} from '../sync/connection-work.js';
import {Workplace} from '../sync/workplace.js';
import {conclude, concludeFailed, isInterruption, toProblem} from './conclude.js';
import {listenForInterruption} from './interruption.js';
import {type ConnectionOptions, limitsOf} from './options.js';

export interface Job {
  loaded: LoadedConnection;
  work: ConnectionWork;
  workplace: Workplace;
  terminal: Terminal;
  /** What came of each stream so far; it is told also when the rest fails. */
  streams: StreamSummary[];
}

type Result = Omit<Outcome, 'streams'>;

/**
 * Reads the connection, takes its lock, lets `perform` work and concludes with a summary; when
 * `perform` resolves with nothing, it has shown its own result.
 */
export async function withConnection(
  command: string,
  options: ConnectionOptions,
  perform: (job: Job) => Promise<Result | undefined>,
  read: () => Promise<LoadedConnection> = () => readConnection(options.connection),
): Promise<void> {
  const startedAt = Date.now();
  const terminal = createTerminal(options);
  const {json} = options;
  const interruption = listenForInterruption(terminal);
  try {
    refuseUnknown([...options.programs.keys()]);
    const loaded = await read();
    await warnOfOpenSecrets(loaded, terminal);
    const folder = resolve(options.stateDir ?? folderOf(options.connection));
    await mkdir(folder, {recursive: true, mode: 0o700});
    const lock = await Lock.acquire(join(folder, 'lock'));
    const log = await RunLog.open(terminal, {
      folder: join(folder, 'logs'),
      command,
      secrets: () => loaded.logins.secrets(SECRET_NAMES),
    });
    const workplace = new Workplace({log, lock, limits: limitsOf(options), ...interruption});
    const {programs} = options;
    const work = await ConnectionWork.open({loaded, folder, workplace, programs});
    try {
      const streams: StreamSummary[] = [];
      const job = {loaded, work, workplace, terminal, streams};
      const result = await attempt(() => perform(job), workplace);
      const {problems, apiCalls} = workplace;
      if (result) {
        const summary = summarize(
          {...result, streams},
          {problems, apiCalls, startedAt, log: log.path},
        );
        const started = new Date(startedAt).toISOString();
        const {examples: _examples, ...run} = summary;
        await recordRun(folder, {command, started, ...run}).catch(() => {});
        conclude(summary, {terminal, json});
      }
    } finally {
      await work.close();
      await log.close();
      await lock.release();
    }
  } catch (error) {
    concludeFailed(error, {terminal, json, startedAt});
  } finally {
    interruption.dispose();
  }
}

// Else the packaged connector would run in the place of the one that is meant.
function refuseUnknown(connectors: readonly string[]): void {
  const unknown = connectors.find(name => !CONNECTORS.includes(name));
  if (unknown === undefined) return;
  throw configError(`--connector: found ${unknown}, wanted ${CONNECTORS.join(' or ')}.`);
}

async function attempt(
  perform: () => Promise<Result | undefined>,
  workplace: Workplace,
): Promise<Result | undefined> {
  try {
    return await perform();
  } catch (error) {
    if (!isInterruption(error)) workplace.problem(toProblem(error));
    return {isComplete: false};
  }
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
