import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {configError, toConnectorError} from '@cohort-salesforce/spec';
import {Prompter} from '../connect/prompter.js';
import {expandEnvironment} from '../connection/expand-environment.js';
import {Logins} from '../connection/logins.js';
import {type LoadedConnection, secretsPathOf} from '../connection/read-connection.js';
import {readSecrets} from '../connection/secrets-file.js';
import {packageRoot} from '../connector/find-program.js';
import type {Connection} from '../generated/types.js';
import {callName} from '../report/call-name.js';
import {createTerminal, type Terminal} from '../report/terminal.js';
import {askExport, askImport, askLogins, askObject} from '../setup/ask-connection.js';
import {connectionText} from '../setup/connection-text.js';
import {Interview} from '../setup/interview.js';
import {KeptAnswers} from '../setup/kept-answers.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {askConnector} from '../sync/ask-connector.js';
import type {Direction} from '../systems/index.js';
import {exportDirection, importDirection} from '../systems/index.js';
import {concludeFailed, finishQuietly} from './conclude.js';
import {type ConnectJob, connectCohort, connectSalesforce} from './connect.js';
import {listenForInterruption} from './interruption.js';
import type {ConnectionOptions} from './options.js';
import {tryLogin} from './try-login.js';
import {type CommandContext, withConnection} from './with-connection.js';

export interface InitOptions extends ConnectionOptions {
  force: boolean;
  /** Go on with the answers of an earlier init that failed. */
  resume: boolean;
  port: number;
  browser: boolean;
  privateKey: string | undefined;
  /** Answers, by the name of their option. */
  answers: Readonly<Record<string, unknown>>;
}

/** Writes a connection by asking what the app's page in Cohort's dashboard asks. */
export async function init(options: InitOptions): Promise<void> {
  const startedAt = Date.now();
  const terminal = createTerminal(options);
  const prompter = new Prompter();
  const interruption = listenForInterruption(terminal, 'Stopping.');
  let kept: KeptAnswers | undefined;
  try {
    refuseExisting(options);
    kept = KeptAnswers.open(options.connection, options);
    const interview = new Interview(options.answers, prompter, kept);
    const draft = {...(await askLogins(interview)), import: {enabled: false}};
    const loaded = await load(options.connection, draft);
    const connected = await connectMissing({options, loaded, terminal, prompter, interruption});
    const ask = async (offers: Offers) => {
      await askAndWrite({options, draft, interview, terminal}, offers);
      kept?.forget();
      finishQuietly({terminal, json: options.json, startedAt});
    };
    if (!connected) await ask(UNKNOWN);
    else {
      const perform = (job: CommandContext) => ask(offersOf(job, draft)).then(() => undefined);
      await withConnection('init', options, perform, () => load(options.connection, draft));
    }
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt});
  } finally {
    if (kept && !kept.isEmpty && existsSync(kept.path)) {
      terminal.warn(
        `The answers are kept in ${kept.path}. To go on from there: ${callName()} init --connection ${options.connection} --resume`,
      );
    }
    interruption.dispose();
    prompter.close();
  }
}

/** What can be chosen, as far as the systems can be asked. */
interface Offers {
  fields(object: string): Promise<string[]>;
  properties(): Promise<string[]>;
}

const UNKNOWN: Offers = {fields: async () => [], properties: async () => []};

function refuseExisting({connection, force}: InitOptions): void {
  if (force || !existsSync(connection)) return;
  throw configError(`${connection} is there already; --force writes it anew.`);
}

async function load(path: string, draft: Connection): Promise<LoadedConnection> {
  const secretsPath = secretsPathOf(path, draft);
  const secrets = await readSecrets(secretsPath);
  const salesforce = expand({...draft.salesforce, ...secrets.salesforce});
  const cohort = expand({...draft.cohort, ...secrets.cohort});
  const logins = new Logins(secretsPath, {salesforce, cohort});
  return {path, secretsPath, connection: {...draft, salesforce, cohort}, logins};
}

// What is not set here may be where the connection will be used.
function expand<Login>(login: Login): Login {
  return expandEnvironment(login, process.env, () => {}) as Login;
}

// Where a person can be asked, missing logins are made now, so that fields can be offered.
async function connectMissing(job: ConnectJob): Promise<boolean> {
  const {connection} = job.loaded;
  const {refresh_token, private_key, client_secret, auth_type = 'Client'} = connection.salesforce;
  const secret = {Client: refresh_token, JWT: private_key, ClientCredentials: client_secret};
  const isCohortKnown = connection.cohort.api_key !== undefined && (await isKeyAccepted(job));
  const isKnown = Boolean(secret[auth_type]) && isCohortKnown;
  if (!job.prompter.isInteractive) {
    if (!isKnown) job.terminal.warn(notLoggedIn(job.options.connection));
    return isKnown;
  }
  if (!secret[auth_type]) await connectSalesforce(job);
  if (!isCohortKnown) await askAgain(job, () => connectCohort(job));
  return true;
}

// A key that is refused is asked for anew where somebody can answer.
async function isKeyAccepted(job: ConnectJob): Promise<boolean> {
  try {
    await tryLogin('cohort', {api_key: job.loaded.connection.cohort.api_key}, job);
    return true;
  } catch (error) {
    const {failure, message} = toConnectorError(error);
    if (failure !== 'config_error' || !job.prompter.isInteractive) throw error;
    job.terminal.warn(`error: The key in ${job.loaded.secretsPath}: ${message}`);
    return false;
  }
}

const MAX_TRIES = 3;

async function askAgain({terminal}: ConnectJob, connect: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await connect();
    } catch (error) {
      const {failure, message} = toConnectorError(error);
      if (failure !== 'config_error' || tries === MAX_TRIES) throw error;
      terminal.warn(`error: ${message}`);
    }
  }
}

function notLoggedIn(path: string): string {
  return [
    'warning: Not logged in at both systems, and there is no terminal to ask at: names of objects and fields are taken as they are given.',
    `Log in with: ${callName()} connect salesforce --connection ${path}`,
    `        and: ${callName()} connect cohort --connection ${path}`,
  ].join('\n');
}

function offersOf({work, runContext}: CommandContext, draft: Connection): Offers {
  const ask = async (direction: Direction | undefined, stream: string) => {
    if (!direction) return undefined;
    const request = {command: 'discover', wanted: 'CATALOG'} as const;
    const {catalog} = await askConnector(runContext, work.source(direction), request);
    const found = catalog.streams.find(({name}) => name === stream);
    return found && Object.keys(found.json_schema.properties ?? {});
  };
  return {
    fields: async object => {
      const direction = importDirection({...draft, import: {enabled: true, object}});
      const fields = await ask(direction, object);
      if (!fields) throw configError(`There is no ${object} that this login may read.`);
      return fields;
    },
    properties: async () =>
      (await ask(exportDirection({...draft, export: {enabled: true}}), 'users')) ?? [],
  };
}

async function askAndWrite(
  {
    options,
    draft,
    interview,
    terminal,
  }: {options: InitOptions; draft: Connection; interview: Interview; terminal: Terminal},
  offers: Offers,
): Promise<void> {
  const {object, fields} = await askObject(interview, offers.fields);
  if (fields.length > 0) terminal.tell(`${object} has the fields ${fields.join(', ')}.`);
  const imported = await askImport(interview, {object, fields});
  const properties = await offers.properties();
  const mapping = imported.fields as Record<string, string>;
  const exported = await askExport(interview, {fields, properties, imported: mapping});
  const connection = {
    salesforce: draft.salesforce,
    cohort: draft.cohort,
    import: imported,
    ...(exported && {export: exported}),
  };
  await writeFileAtomically(options.connection, connectionText(connection, schemaUrl()), 0o644);
  terminal.warn(
    `Written: ${options.connection}. Next: ${callName()} check --connection ${options.connection}`,
  );
}

function schemaUrl(): string {
  return pathToFileURL(join(packageRoot(), 'harness', 'connection.schema.json')).href;
}
