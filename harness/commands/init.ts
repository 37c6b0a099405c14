import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {configError} from '../../spec/index.js';
import {Prompter} from '../connect/prompter.js';
import {expandEnvironment} from '../connection/expand-environment.js';
import {Logins} from '../connection/logins.js';
import {type LoadedConnection, secretsPathOf} from '../connection/read-connection.js';
import {readSecrets} from '../connection/secrets-file.js';
import {packageRoot} from '../connector/find-program.js';
import type {Connection} from '../generated/types.js';
import {callName} from '../report/call-name.js';
import {createTerminal, type Terminal} from '../report/terminal.js';
import {exportDirection, importDirection} from '../salesforce-and-cohort.js';
import {askExport, askImport, askLogins, askObject} from '../setup/ask-connection.js';
import {connectionText} from '../setup/connection-text.js';
import {Interview} from '../setup/interview.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {askConnector} from '../sync/ask-connector.js';
import type {Direction} from '../sync/direction.js';
import {concludeFailed, concludeTold} from './conclude.js';
import {type ConnectJob, connectCohort, connectSalesforce} from './connect.js';
import {listenForInterruption} from './interruption.js';
import type {ConnectionOptions} from './options.js';
import {type Job, withConnection} from './with-connection.js';

export interface InitOptions extends ConnectionOptions {
  force: boolean;
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
  try {
    refuseExisting(options);
    const interview = new Interview(options.answers, prompter);
    const draft = {...(await askLogins(interview)), import: {enabled: false}};
    const loaded = await load(options.connection, draft);
    const connected = await connectMissing({options, loaded, terminal, prompter, interruption});
    const ask = async (offers: Offers) => {
      await askAndWrite({options, draft, interview, terminal}, offers);
      concludeTold({terminal, json: options.json, startedAt});
    };
    if (!connected) await ask(UNKNOWN);
    else {
      const perform = (job: Job) => ask(offersOf(job, draft)).then(() => undefined);
      await withConnection('init', options, perform, () => load(options.connection, draft));
    }
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt});
  } finally {
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
  const canAsk = job.prompter.isInteractive;
  if (!secret[auth_type] && canAsk) await connectSalesforce(job);
  if (!connection.cohort.api_key && canAsk) await connectCohort(job);
  return canAsk || Boolean(secret[auth_type] && connection.cohort.api_key);
}

function offersOf({work, workplace}: Job, draft: Connection): Offers {
  const ask = async (direction: Direction | undefined, stream: string) => {
    if (!direction) return undefined;
    const request = {command: 'discover', wanted: 'CATALOG'} as const;
    const {catalog} = await askConnector(workplace, work.source(direction), request);
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
