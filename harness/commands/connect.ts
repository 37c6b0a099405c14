import {createPrivateKey} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {configError} from '@cohort-salesforce/spec';
import {type BrowserLogin, logInByBrowser} from '../connect/log-in-by-browser.js';
import {openBrowser} from '../connect/open-browser.js';
import {Prompter} from '../connect/prompter.js';
import {type LoadedConnection, readConnection} from '../connection/read-connection.js';
import {callName} from '../report/call-name.js';
import {withoutHiddenFolders} from '../report/hidden-folders.js';
import {createTerminal} from '../report/terminal.js';
import {cohortKeyMode, salesforceOAuth} from '../systems/index.js';
import {concludeFailed, finishQuietly} from './conclude.js';
import {listenForInterruption} from './interruption.js';
import type {ConnectionOptions} from './options.js';
import {storeLogin, storeTestedLogin} from './store-login.js';
import {type Trial, tryStoredLogin} from './try-login.js';

export interface ConnectOptions extends ConnectionOptions {
  system: 'salesforce' | 'cohort';
  port: number;
  browser: boolean;
  /** PEM file, for auth_type JWT. */
  privateKey: string | undefined;
}

const REDIRECT_PATH = '/OauthRedirect';
export const PENDING = 'pending';

/**
 * Gets the secrets of one system, tests them and stores them in the connection's secrets file. A run
 * that is under way goes on with the login that it has.
 */
export async function connect(options: ConnectOptions): Promise<void> {
  const terminal = createTerminal({...options, quiet: false});
  const startedAt = Date.now();
  const interruption = listenForInterruption(terminal, 'Stopping. Nothing was stored.');
  const prompter = new Prompter(interruption.signal);
  try {
    const loaded = await readConnection(options.connection, {placeholders: PLACEHOLDERS});
    const job = {options, loaded, terminal, prompter, interruption};
    await (options.system === 'cohort' ? connectCohort(job) : connectSalesforce(job));
    finishQuietly({terminal, json: options.json, startedAt});
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt});
  } finally {
    interruption.dispose();
    prompter.close();
  }
}

// Whatever the other system still lacks, this one can be connected.
export const PLACEHOLDERS = {
  salesforce: {client_secret: PENDING, refresh_token: PENDING, private_key: PENDING},
  cohort: {api_key: PENDING, channel: {url: `postgresql://${PENDING}`}},
};

export interface ConnectJob extends Trial {
  options: Omit<ConnectOptions, 'system'>;
  prompter: Prompter;
}

/** Asks for the API key and stores it when Cohort accepts it. */
export async function connectCohort(job: ConnectJob): Promise<void> {
  const {loaded, prompter, terminal} = job;
  const api_key = withoutMarks(
    await prompter.askHidden('Cohort API key (Cohort Admin > Settings > Integrations)'),
  );
  const mode = cohortKeyMode(api_key);
  if (!mode) {
    throw configError(
      `This is no Cohort API key: found ${/^(test|live)_$/.test(api_key) ? `${api_key} and nothing after it` : 'one that starts otherwise'}, expected test_... or live_... Nothing was stored.`,
    );
  }
  await storeTestedLogin('cohort', {api_key}, job);
  terminal.warn(
    mode === 'test'
      ? 'Connected with a test key: only test data is read and written.'
      : 'Connected with a live key: real customers are read and written.',
  );
  terminal.warn(`The key is stored in ${loaded.secretsPath}.`);
}

// A key may be copied with what stands around it: quotes, or the name of the scheme.
function withoutMarks(text: string): string {
  return text
    .trim()
    .replace(/^Bearer\s+/i, '')
    .replace(/^(["'`])(.*)\1$/, '$2');
}

/** Gets what the chosen way of logging in needs, and stores it. */
export async function connectSalesforce(job: ConnectJob): Promise<void> {
  const {auth_type = 'Client'} = job.loaded.connection.salesforce;
  if (auth_type === 'JWT') return storePrivateKey(job);
  const client_secret = await clientSecret(job, auth_type);
  if (auth_type === 'Client') return logIn(job, client_secret);
  await storeTestedLogin('salesforce', {client_secret}, job);
  job.terminal.warn(`The consumer secret is stored in ${job.loaded.secretsPath}.`);
}

async function logIn(job: ConnectJob, client_secret: string): Promise<void> {
  const {options, loaded, terminal, interruption} = job;
  await logInAtSalesforce(client_secret, {
    loaded,
    terminal,
    port: options.port,
    signal: interruption.signal,
    goOn: 'You can close this window and go back to the terminal.',
    retry: `Go back to the terminal, which says what happened. To try again: ${callName()} connect salesforce --connection ${options.connection}`,
    show: url => {
      terminal.warn(`Log in in a browser on this machine at:\n\n  ${url}\n`);
      if (options.browser) openBrowser(url);
    },
  });
  terminal.warn(`Connected to Salesforce. The login is stored in ${loaded.secretsPath}.`);
}

export interface SalesforceLogin
  extends Pick<BrowserLogin, 'terminal' | 'port' | 'signal' | 'show' | 'retry'> {
  loaded: LoadedConnection;
  /** What the person should do after it, shown in the browser. */
  goOn: string;
}

/** Lets a person log in at the connection's org in a browser and stores the login. */
export async function logInAtSalesforce(
  client_secret: string,
  {loaded, goOn, ...login}: SalesforceLogin,
): Promise<void> {
  const {salesforce} = loaded.connection;
  await logInByBrowser({
    ...login,
    ...salesforceOAuth(salesforce),
    clientId: salesforce.client_id,
    clientSecret: client_secret,
    redirectPath: REDIRECT_PATH,
    store: async ({refresh_token, instance_url, username}) => {
      const secrets = {...(client_secret && {client_secret}), refresh_token};
      await storeLogin(loaded.secretsPath, 'salesforce', secrets);
      return {
        title: 'Connected',
        text: `You are connected to ${instance_url ?? 'Salesforce'}.`,
        facts: {
          ...(username !== undefined && {User: username}),
          ...(instance_url !== undefined && {Org: instance_url}),
          'Login stored in': withoutHiddenFolders(loaded.secretsPath),
        },
        next: goOn,
      };
    },
  });
}

// Empty for an app that is a public client, which the browser login can be.
async function clientSecret({loaded, prompter}: ConnectJob, authType: string): Promise<string> {
  const stored = loaded.connection.salesforce.client_secret;
  const known = stored === PENDING ? undefined : stored;
  // It may be the reason for connecting again; only a person can tell.
  if (known && !prompter.isInteractive) return known;
  const isOptional = authType === 'Client';
  const app = 'Consumer secret of the External Client App (or connected app)';
  if (known) return (await prompter.askHidden(`${app}; Enter keeps the stored one`)) || known;
  const secret = await prompter.askHidden(isOptional ? `${app}; empty if it requires none` : app);
  if (secret === '' && !isOptional) throw configError('The consumer secret is missing.');
  return secret;
}

async function storePrivateKey(job: ConnectJob): Promise<void> {
  const {loaded, terminal, prompter} = job;
  const known = loaded.connection.salesforce.private_key;
  let path = job.options.privateKey;
  if (path === undefined && known && known !== PENDING) {
    const message = await tryStoredLogin('salesforce', job);
    return terminal.warn(`ok: ${message} The private key in ${loaded.secretsPath} works.`);
  }
  if (path === undefined && prompter.isInteractive) {
    path = await prompter.ask('File with the private key (PEM)');
  }
  if (!path) throw configError('For a JWT login, name the private key: --private-key FILE.');
  const private_key = await readFile(path, 'utf8').catch(error => {
    throw configError(`Reading the private key: ${path} cannot be read (${error.code}).`);
  });
  requirePrivateKey(path, private_key);
  await storeTestedLogin('salesforce', {private_key}, job);
  terminal.warn(`The private key is stored in ${loaded.secretsPath}.`);
}

function requirePrivateKey(path: string, text: string): void {
  const wanted = `${path} holds no PEM private key that can be read: expected the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----, without a passphrase.`;
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw configError(`Reading the private key: ${wanted}`);
  }
  try {
    createPrivateKey(text);
  } catch {
    throw configError(`Reading the private key: ${wanted}`);
  }
}
