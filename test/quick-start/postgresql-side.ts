import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {CohortEmulator} from '@cohort-salesforce/emulators/cohort';
import {parse, stringify} from 'yaml';
import {execute} from '../fixtures/run-bin.js';
import {startEmbeddedServer} from '../postgresql-server/start-embedded-server.js';

const destination = fileURLToPath(new URL('../../../bin/destination-cohort', import.meta.url));

export interface Pulled {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  invalid: number;
}

export interface PostgresqlSide {
  url: string;
  /** The SELECT that `check` says. */
  query: string;
  /** What Cohort's app does every day at midnight. */
  pull(): Promise<Pulled>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server, turns the connection in `folder` to it, and sets up Cohort's app as a person would: with
 * the query that `check` says.
 */
export async function startPostgresqlSide(
  folder: string,
  cohort: CohortEmulator,
): Promise<PostgresqlSide> {
  const server = await startEmbeddedServer();
  const channel = {type: 'postgresql', url: server.url};
  const connection = await useChannel(folder, channel);
  const query = await querySaidByCheck(folder, {channel, mapping: connection.mapping});
  const call = (path: string, body: object) => post(`${cohort.url}/__emulator/${path}`, body);
  return {
    url: server.url,
    query,
    async pull() {
      // The table is there since the first import.
      const {connected} = (await (
        await fetch(`${cohort.url}/__emulator/postgresql-app`)
      ).json()) as {connected: boolean};
      if (!connected) await call('postgresql-app', {url: server.url, query});
      return (await call('postgresql-app/pull', {})) as Pulled;
    },
    stop: () => server.stop(),
  };
}

/** Import only, through the table; the address of the database is a secret. */
async function useChannel(folder: string, channel: {type: string; url: string}) {
  const path = join(folder, 'connection.yaml');
  const connection = parse(await readFile(path, 'utf8'));
  connection.cohort = {channel: {type: channel.type}};
  connection.export = undefined;
  const secretsPath = join(folder, 'connection.secrets.yaml');
  const secrets = parse(await readFile(secretsPath, 'utf8'));
  secrets.cohort = {channel: {url: channel.url}};
  await writeFile(path, stringify(connection), {mode: 0o600});
  await writeFile(secretsPath, stringify(secrets), {mode: 0o600});
  return {mapping: {...connection.import.fields, Email: 'email'}};
}

async function querySaidByCheck(folder: string, config: object): Promise<string> {
  const path = join(folder, 'destination-cohort.json');
  await writeFile(path, `${JSON.stringify(config, null, 2)}\n`, {mode: 0o600});
  const {stdout} = await execute(process.execPath, [destination, 'check', '--config', path]);
  const status = stdout.split('\n').find(line => line.includes('CONNECTION_STATUS')) ?? '{}';
  const {message = ''} = JSON.parse(status).connectionStatus;
  const [, query] = /Paste the query: (SELECT .*)/.exec(message) ?? [];
  if (!query) throw new Error(`check says no query: ${message}`);
  return query;
}

async function post(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
