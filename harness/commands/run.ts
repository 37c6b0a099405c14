import {readFile, stat} from 'node:fs/promises';
import {configError, parseCatalog, readJsonFile} from '@cohort-salesforce/spec';
import {LoginTurn} from '../connection/login-turn.js';
import {type Program, toProgram} from '../connector/find-program.js';
import {learnSecretsOf} from '../report/known-secrets.js';
import {RunLog} from '../report/run-log.js';
import {summarize, toStreamSummary} from '../report/summary.js';
import {createTerminal} from '../report/terminal.js';
import {Lock} from '../store/lock.js';
import {StateFile} from '../store/state-file.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {ConnectorSpec} from '../sync/connector-spec.js';
import {move} from '../sync/move.js';
import {RunContext} from '../sync/run-context.js';
import {conclude, concludeFailed} from './conclude.js';
import {listenForInterruption} from './interruption.js';
import {type CommonOptions, limitsOf} from './options.js';

export interface RunOptions extends CommonOptions {
  source: string;
  sourceConfig: string;
  destination: string;
  destinationConfig: string;
  catalog: string;
  state: string;
  logsDir: string | undefined;
}

/** Any source into any destination, with the files given; the state's is read and written. */
export async function run(options: RunOptions): Promise<void> {
  const startedAt = Date.now();
  const terminal = createTerminal(options);
  const {json} = options;
  const interruption = listenForInterruption(terminal);
  try {
    const catalog = parseCatalog(await readJsonFile(options.catalog, 'catalog'));
    await learnConfigs(options.sourceConfig, options.destinationConfig);
    const lock = await Lock.acquire(`${options.state}.lock`);
    const log = await RunLog.open(terminal, {
      ...(options.logsDir && {folder: options.logsDir}),
      command: 'run',
      debug: options.debug,
      secrets: () => [],
    });
    try {
      const runContext = new RunContext({
        log,
        lock,
        limits: limitsOf(options),
        debug: options.debug,
        ...interruption,
      });
      const {isComplete, tallies} = await move(runContext, {
        source: partyOf(toProgram(options.source), options.sourceConfig),
        destination: partyOf(toProgram(options.destination), options.destinationConfig),
        catalog,
        catalogFile: options.catalog,
        states: await StateFile.open(options.state),
        isDestinationDeferred: false,
      });
      const streams = [...tallies].map(([stream, tally]) => toStreamSummary(stream, tally));
      const {problems, apiCalls} = runContext;
      const facts = {problems, apiCalls, startedAt, log: log.path};
      conclude(summarize({isComplete, streams}, facts), {terminal, json});
    } finally {
      await log.close();
      await lock.release();
    }
  } catch (error) {
    concludeFailed(error, {terminal, json, startedAt});
  } finally {
    interruption.dispose();
  }
}

// What cannot be read is for the connector to refuse.
async function learnConfigs(...paths: string[]): Promise<void> {
  for (const path of paths) learnSecretsOf(await readJsonFile(path, 'config').catch(() => null));
}

function partyOf(program: Program, path: string): ConnectorSpec {
  const save = (renewed: Record<string, unknown>) => {
    learnSecretsOf(renewed);
    return mergeIntoFile(path, renewed);
  };
  return {
    program,
    system: program.name,
    folders: [],
    configFile: async () => path,
    saveConfig: save,
    takeTurn: async wait => {
      if ((await refreshTokenIn(path)) === undefined) return undefined;
      const reload = async () => String(await refreshTokenIn(path));
      return LoginTurn.take({folder: `${path}.sync`, name: 'login', reload, save}, wait);
    },
  };
}

// A config that cannot be read is for the connector to refuse, in its own words.
async function refreshTokenIn(path: string): Promise<string | undefined> {
  const config: unknown = await readJsonFile(path, 'config').catch(() => undefined);
  const {refresh_token} = (config ?? {}) as {refresh_token?: unknown};
  return typeof refresh_token === 'string' ? refresh_token : undefined;
}

// The next run must start with what the connector renewed, as with a single-use refresh token.
async function mergeIntoFile(path: string, renewed: Record<string, unknown>): Promise<void> {
  try {
    const config: unknown = JSON.parse(await readFile(path, 'utf8'));
    const merged = {...(config as Record<string, unknown>), ...renewed};
    const {mode} = await stat(path);
    await writeFileAtomically(path, `${JSON.stringify(merged, null, 2)}\n`, mode & 0o777);
  } catch (error) {
    throw configError(`Storing a renewed config: ${(error as Error).message}`);
  }
}
