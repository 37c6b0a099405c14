import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {configError} from '../../spec/index.js';
import {logInByBrowser} from '../connect/log-in-by-browser.js';
import {Prompter} from '../connect/prompter.js';
import {escapeReferences} from '../connection/expand-environment.js';
import {type LoadedConnection, readConnection} from '../connection/read-connection.js';
import {readSecrets, saveSecrets} from '../connection/secrets-file.js';
import {createTerminal, type Terminal} from '../report/terminal.js';
import {cohortKeyMode, salesforceOAuth} from '../salesforce-and-cohort.js';
import {Lock} from '../store/lock.js';
import {folderOf} from '../sync/connection-work.js';
import {concludeFailed, concludeTold} from './conclude.js';
import type {CommonOptions} from './options.js';

export interface ConnectOptions extends CommonOptions {
  system: 'salesforce' | 'cohort';
  connection: string;
  stateDir: string | undefined;
  port: number;
  browser: boolean;
  /** PEM file, for auth_type JWT. */
  privateKey: string | undefined;
}

const REDIRECT_PATH = '/OauthRedirect';
const PENDING = 'pending';

/** Gets the secrets of one system and stores them in the connection's secrets file. */
export async function connect(options: ConnectOptions): Promise<void> {
  const terminal = createTerminal({...options, quiet: false});
  const startedAt = Date.now();
  const prompter = new Prompter();
  try {
    // A sync would renew the same login meanwhile.
    const folder = options.stateDir ?? folderOf(options.connection);
    await mkdir(folder, {recursive: true, mode: 0o700});
    const lock = await Lock.acquire(join(folder, 'lock'));
    try {
      const loaded = await readConnection(options.connection, {placeholders: PLACEHOLDERS});
      const job = {options, loaded, terminal, prompter};
      await (options.system === 'cohort' ? connectCohort(job) : connectSalesforce(job));
    } finally {
      await lock.release();
    }
    concludeTold({terminal, json: options.json, startedAt});
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt});
  } finally {
    prompter.close();
  }
}

// Whatever the other system still lacks, this one can be connected.
const PLACEHOLDERS = {
  salesforce: {client_secret: PENDING, refresh_token: PENDING, private_key: PENDING},
  cohort: {api_key: PENDING},
};

export interface ConnectJob {
  options: Pick<ConnectOptions, 'port' | 'browser' | 'privateKey'>;
  loaded: LoadedConnection;
  terminal: Terminal;
  prompter: Prompter;
}

/** Asks for the API key and stores it. */
export async function connectCohort({loaded, prompter, terminal}: ConnectJob): Promise<void> {
  const api_key = await prompter.askHidden(
    'Cohort API key (Cohort Admin > Settings > Integrations)',
  );
  const mode = cohortKeyMode(api_key);
  if (!mode) {
    throw configError(
      'This is no Cohort API key: found one that starts otherwise, wanted test_... or live_...',
    );
  }
  await saveSecrets(loaded.secretsPath, 'cohort', {api_key});
  terminal.warn(
    mode === 'test'
      ? 'Connected with a test key: only test data is read and written.'
      : 'Connected with a live key: real customers are read and written.',
  );
  terminal.warn(`The key is stored in ${loaded.secretsPath}.`);
}

/** Gets what the chosen way of logging in needs, and stores it. */
export async function connectSalesforce(job: ConnectJob): Promise<void> {
  const {auth_type = 'Client'} = job.loaded.connection.salesforce;
  if (auth_type === 'JWT') return storePrivateKey(job);
  const client_secret = await clientSecret(job);
  if (auth_type === 'Client') return logIn(job, client_secret);
  await saveSecrets(job.loaded.secretsPath, 'salesforce', {client_secret});
  job.terminal.warn(`The consumer secret is stored in ${job.loaded.secretsPath}.`);
}

async function logIn(
  {options, loaded, terminal}: ConnectJob,
  client_secret: string,
): Promise<void> {
  const {salesforce} = loaded.connection;
  await logInByBrowser({
    ...salesforceOAuth(salesforce),
    clientId: salesforce.client_id,
    clientSecret: client_secret,
    port: options.port,
    redirectPath: REDIRECT_PATH,
    isBrowserWanted: options.browser,
    terminal,
    store: async ({refresh_token, instance_url}) => {
      const tokens = escapeReferences({client_secret, refresh_token});
      await saveSecrets(loaded.secretsPath, 'salesforce', tokens);
      return `You are connected to ${instance_url ?? 'Salesforce'}. You can close this window and go back to the terminal.`;
    },
  });
  terminal.warn(`Connected to Salesforce. The login is stored in ${loaded.secretsPath}.`);
}

async function clientSecret({loaded, prompter}: ConnectJob): Promise<string> {
  const known = loaded.connection.salesforce.client_secret;
  if (known && known !== PENDING) return known;
  const secret = await prompter.askHidden('Consumer secret of the connected app');
  if (secret === '') throw configError('The consumer secret is missing.');
  return secret;
}

async function storePrivateKey({options, loaded, terminal}: ConnectJob): Promise<void> {
  const path = options.privateKey;
  const stored = (await readSecrets(loaded.secretsPath)).salesforce?.private_key;
  if (path === undefined) {
    if (stored) return terminal.warn('The private key is stored already.');
    throw configError('For a JWT login, name the private key: --private-key FILE.');
  }
  const private_key = await readFile(path, 'utf8').catch(error => {
    throw configError(`Reading the private key: ${path} cannot be read (${error.code}).`);
  });
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(private_key)) {
    throw configError(`Reading the private key: ${path} holds no PEM private key.`);
  }
  await saveSecrets(loaded.secretsPath, 'salesforce', {private_key});
  terminal.warn(`The private key is stored in ${loaded.secretsPath}.`);
}
