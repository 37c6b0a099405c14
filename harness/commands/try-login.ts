import {mkdir, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {ConnectorError, configError} from '@cohort-salesforce/spec';
import {folderOf} from '../connection/connection-folder.js';
import {isMapping} from '../connection/merge-mappings.js';
import type {LoadedConnection} from '../connection/read-connection.js';
import {packagedProgram} from '../connector/find-program.js';
import type {Connection} from '../generated/types.js';
import {RunLog} from '../report/run-log.js';
import type {Terminal} from '../report/terminal.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {askConnector} from '../sync/ask-connector.js';
import type {ConnectorSpec} from '../sync/connector-spec.js';
import {RunContext} from '../sync/run-context.js';
import {toConnectorSpec} from '../sync/to-connector-spec.js';
import {exportDirection, SECRET_NAMES, USERS_SOURCE} from '../systems/index.js';
import type {Interruption} from './interruption.js';
import {type ConnectionOptions, limitsOf} from './options.js';

export interface Trial {
  options: ConnectionOptions;
  loaded: LoadedConnection;
  terminal: Terminal;
  interruption: Interruption;
}

export type Secrets = Readonly<Record<string, unknown>>;

// Long enough for a slow login; a person waits for it.
const MAX_WAIT_MS = 60_000;

type System = 'salesforce' | 'cohort';

/**
 * Lets the source of a system log in with secrets that are stored nowhere yet. Resolves with what it
 * says and with the secrets, which the login may have renewed; throws why it was refused.
 */
export async function tryLogin(
  system: System,
  secrets: Secrets,
  trial: Trial,
): Promise<{message: string; secrets: Secrets}> {
  const tried: Record<string, unknown> = {...secrets};
  const message = await attempt(system, trial, {
    secrets: tried,
    toSpec: folder => specWith(system, tried, {trial, folder}),
  });
  return {message, secrets: tried};
}

/** The same with the stored login, which is stored again if it is renewed. Resolves with what the source says. */
export function tryStoredLogin(system: System, trial: Trial): Promise<string> {
  const {loaded, options} = trial;
  const endpoint = {connector: `source-${system}`, system, settings: {}, linkSettings: {}};
  const users = exportDirection(loaded.connection) ?? USERS_SOURCE;
  const settings =
    system === 'cohort' ? {...users.source.settings, ...users.source.linkSettings} : {};
  return attempt(system, trial, {
    secrets: {},
    toSpec: async filesFolder => {
      await mkdir(filesFolder, {recursive: true, mode: 0o700});
      const {programs} = options;
      const folder = filesFolder;
      return toConnectorSpec(endpoint, settings, {
        options: {programs, loaded, folder},
        filesFolder,
      });
    },
  });
}

async function attempt(
  system: System,
  {options, loaded, terminal, interruption}: Trial,
  {secrets, toSpec}: {secrets: Secrets; toSpec(folder: string): Promise<ConnectorSpec>},
): Promise<string> {
  const log = await RunLog.open(terminal, {
    command: 'connect',
    debug: options.debug,
    secrets: () => [...loaded.logins.secrets(SECRET_NAMES), ...textsOf(secrets)],
  });
  const limit = AbortSignal.timeout(MAX_WAIT_MS);
  const signal = AbortSignal.any([interruption.signal, limit]);
  const lock = {addConnector: async () => {}};
  const runContext = new RunContext({
    ...interruption,
    log,
    lock,
    limits: limitsOf(options),
    debug: options.debug,
    signal,
  });
  const folder = resolve(options.stateDir ?? folderOf(options.connection), `login-${process.pid}`);
  try {
    const connectorSpec = await toSpec(folder);
    const request = {command: 'check', wanted: 'CONNECTION_STATUS'} as const;
    const {connectionStatus} = await askConnector(runContext, connectorSpec, request);
    const message = log.redact(connectionStatus.message ?? '');
    if (connectionStatus.status === 'SUCCEEDED') return message;
    throw configError(message || 'The check failed without a reason.');
  } catch (error) {
    throw limit.aborted && !interruption.signal.aborted ? noAnswer(system) : error;
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

async function specWith(
  system: System,
  tried: Record<string, unknown>,
  {trial: {options, loaded}, folder}: {trial: Trial; folder: string},
): Promise<ConnectorSpec> {
  const isDatabase = system === 'cohort' && tried.channel !== undefined;
  const connector = isDatabase ? 'destination-cohort' : `source-${system}`;
  await mkdir(folder, {recursive: true, mode: 0o700});
  const path = join(folder, 'config.json');
  await writeFileAtomically(path, JSON.stringify(configOf(system, tried, loaded.connection)));
  return {
    program: options.programs.get(connector) ?? packagedProgram(connector),
    system,
    folders: [],
    configFile: async () => path,
    saveConfig: async renewed => {
      for (const key of Object.keys(tried))
        if (Object.hasOwn(renewed, key)) tried[key] = renewed[key];
    },
  };
}

function configOf(system: System, tried: Secrets, connection: Connection): object {
  if (system === 'salesforce') return {...connection.salesforce, ...tried};
  if (isMapping(tried.channel)) return {channel: {...connection.cohort.channel, ...tried.channel}};
  // A key is for the API, whatever the connection's channel.
  return {...connection.cohort, ...USERS_SOURCE.source.linkSettings, ...tried};
}

function textsOf(secrets: object): string[] {
  return Object.values(secrets).flatMap(value => {
    if (typeof value === 'string') return value;
    return typeof value === 'object' && value !== null ? textsOf(value) : [];
  });
}

function noAnswer(system: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `${system} did not answer within ${MAX_WAIT_MS / 1000} seconds.`,
  });
}
