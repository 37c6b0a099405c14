import {createWriteStream} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {Client} from 'pg';
import {connectorEnvironment} from '../../../harness/connector/connector-environment.js';
import {startEmbeddedServer} from '../../postgresql-server/start-embedded-server.js';
import type {Loading, Result} from '../result.js';
import {connectorCommand} from '../run/direction.js';
import {dist} from '../run/dist.js';
import {Emulators} from '../run/emulators.js';
import {measure} from '../run/measure.js';

const NAMES = ['Email', 'FirstName', 'LastName', 'City', 'Points', 'Member', 'Since'];
const RECORDS_PER_STATE = 10_000;

/** What it costs to load users into a real PostgreSQL server through the channel, beside COPY of the same values. */
export async function benchPostgresql(records: number): Promise<Partial<Result>> {
  const emulators = await Emulators.start({});
  const server = await startEmbeddedServer();
  const client = new Client({connectionString: server.url});
  await client.connect();
  try {
    const files = await writeFiles(records, server.url, emulators);
    await prepareTables(client, files, emulators);
    const node = process.execPath;
    const copy = [node, `${dist}test/bench/floor/copy.js`, server.url, 'copied', files.csv];
    const parsing = [node, `${dist}test/bench/null-connectors/null-destination.js`, 'write'];
    const options = ['--config', files.nullConfig, '--catalog', files.catalog];
    const {config, catalog, input} = files;
    const command = connectorCommand('destination-cohort', 'write', {config, catalog});
    const writing = {command, records, input, environment: connectorEnvironment()};
    const measurements = [
      await measure({name: 'COPY', command: copy, records}, emulators),
      await measure(
        {name: 'only parse the messages', command: [...parsing, ...options], records, input},
        emulators,
      ),
      await measure({...writing, name: 'first load'}, emulators),
    ];
    const statements = await ask(client, 'SELECT last_value AS value FROM statements');
    const latest = await ask(client, 'SELECT max(updated_at)::text AS value FROM cohort_users');
    measurements.push(await measure({...writing, name: 'again, no changes'}, emulators));
    const moved = 'SELECT count(*) AS value FROM cohort_users WHERE updated_at > $1';
    const rows = await ask(client, 'SELECT count(*) AS value FROM cohort_users');
    const loading: Loading = {
      measurements,
      statements: Number(statements),
      rows: Number(rows),
      moved: Number(await ask(client, moved, latest)),
    };
    return {postgresql: loading};
  } finally {
    await client.end();
    await server.stop();
    await emulators.stop();
  }
}

async function ask(client: Client, sql: string, ...values: string[]): Promise<string> {
  const {rows} = await client.query<{value: string}>(sql, values);
  return String(rows[0]?.value);
}

/** The channel's own table, empty, with a count of the statements that insert; and one for COPY. */
async function prepareTables(
  client: Client,
  {config, catalog, one}: {config: string; catalog: string; one: string},
  emulators: Emulators,
): Promise<void> {
  const command = connectorCommand('destination-cohort', 'write', {config, catalog});
  const environment = connectorEnvironment();
  await measure({name: 'create the table', command, input: one, environment}, emulators);
  await client.query(`
    TRUNCATE cohort_users;
    CREATE SEQUENCE statements;
    CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM nextval('public.statements'); RETURN NULL; END $$;
    CREATE TRIGGER counted AFTER INSERT ON cohort_users
      FOR EACH STATEMENT EXECUTE FUNCTION count_statement();
    CREATE TABLE copied (email_key text PRIMARY KEY, email text, first_name text, last_name text,
      city text, points numeric, member boolean, since date)`);
}

async function writeFiles(records: number, url: string, emulators: Emulators) {
  const files = {
    config: emulators.file('postgresql.json'),
    nullConfig: emulators.file('null-config.json'),
    catalog: emulators.file('postgresql-catalog.json'),
    input: emulators.file('postgresql.jsonl'),
    one: emulators.file('postgresql-one.jsonl'),
    csv: emulators.file('postgresql.csv'),
  };
  const mapping = {
    Email: 'email',
    FirstName: 'firstName',
    LastName: 'lastName',
    City: 'city',
    Points: 'points',
    Member: 'member',
    Since: 'since',
  };
  const property_types = {city: 'text', points: 'number', member: 'boolean', since: 'date'};
  const channel = {type: 'postgresql', url, ssl: {mode: 'disable'}};
  await writeFile(files.config, JSON.stringify({channel, mapping, property_types}));
  await writeFile(files.nullConfig, '{}');
  await writeFile(files.catalog, JSON.stringify(catalogOf()));
  await pipeline(Readable.from(messages(records)), createWriteStream(files.input));
  await pipeline(Readable.from(messages(1)), createWriteStream(files.one));
  await pipeline(Readable.from(csvRows(records)), createWriteStream(files.csv));
  return files;
}

function catalogOf(): object {
  const types = ['string', 'string', 'string', 'string', 'number', 'boolean', 'string'];
  const properties = NAMES.map((name, index) => [name, {type: ['null', types[index]]}]);
  const json_schema = {type: 'object', properties: Object.fromEntries(properties)};
  const stream = {name: 'Contact', json_schema, supported_sync_modes: ['full_refresh']};
  const configured = {
    stream,
    sync_mode: 'full_refresh',
    destination_sync_mode: 'append_dedup',
    primary_key: [['Email']],
  };
  return {streams: [configured]};
}

function valuesOf(index: number): unknown[] {
  const day = String(1 + (index % 28)).padStart(2, '0');
  return [
    `person.${index}@example.com`,
    `First${index % 5000}`,
    `Lastname ${index % 20_000}`,
    `City number ${index % 3000}`,
    index % 10_000,
    index % 3 === 0,
    `20${10 + (index % 15)}-05-${day}`,
  ];
}

function* messages(records: number): Generator<string> {
  for (let index = 0; index < records; index++) {
    const values = valuesOf(index);
    const data = Object.fromEntries(NAMES.map((name, position) => [name, values[position]]));
    const record = {stream: 'Contact', data, emitted_at: 1_750_000_000_000};
    yield `${JSON.stringify({type: 'RECORD', record})}\n`;
    if ((index + 1) % RECORDS_PER_STATE === 0 || index + 1 === records) yield stateAt(index + 1);
  }
  const status = {stream_descriptor: {name: 'Contact'}, status: 'COMPLETE'};
  const trace = {type: 'STREAM_STATUS', emitted_at: 1_750_000_000_000, stream_status: status};
  yield `${JSON.stringify({type: 'TRACE', trace})}\n`;
}

function stateAt(next: number): string {
  const stream = {stream_descriptor: {name: 'Contact'}, stream_state: {next}};
  return `${JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream}})}\n`;
}

function* csvRows(records: number): Generator<string> {
  for (let index = 0; index < records; index++) {
    const values = valuesOf(index);
    yield `${values[0]},${values.join(',')}\n`;
  }
}
