import {afterAll, beforeAll, expect, test} from 'vitest';
import {toConnectionOptions} from '../../../destination-cohort/channels/postgresql/connection-options.js';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {check, configFor, contact, statusesOf, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('check writes nothing, and says the SELECT and the steps in Cohort', async () => {
  const config = configFor(database.url, {property_types: {points: 'number'}});
  const message = await check(config);
  expect(message).toContain(
    'SELECT "email", "first_name", "last_name", "lang", "points", "vip", "since", "updated_at" FROM "public"."cohort_users"',
  );
  expect(message).toContain('Enable user import');
  expect(message).toContain('"points" numeric');
  expect(await database.sql(`SELECT to_regclass('cohort_users') AS found`)).toEqual([
    {found: null},
  ]);
});

test('the SELECT that check says runs, with one row for each user', async () => {
  const config = configFor(database.url, {channel: {table: 'selected'}});
  await write(config, [[contact('ada@example.com', 1, {Points: 3})]]);
  const [, select = ''] = /query: (SELECT .*)/.exec(await check(config)) ?? [];
  expect(await database.sql(select)).toMatchObject([
    {email: 'ada@example.com', points: '3', updated_at: expect.any(Date)},
  ]);
});

test('a user who may not create gets the SQL for the administrator, after which it can write', async () => {
  await database.sql(`CREATE ROLE limited LOGIN PASSWORD 'limited'`).catch(() => {});
  await database.sql('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  const url = database.url.replace(/\/\/[^@]*@/, '//limited:limited@');
  const config = configFor(url, {
    channel: {table: 'granted'},
    property_types: {points: 'number', vip: 'boolean', since: 'date'},
  });
  const message = await check(config).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).toContain('administrator');
  await database.sql(message.slice(message.indexOf('\n')));
  expect(await check(config)).toContain('users can be written');
  expect(statusesOf(await write(config, [[contact('ada@example.com', 1, {Points: 3})]]))).toEqual([
    'created',
  ]);
  await database.sql('DROP OWNED BY limited; DROP ROLE limited');
});

test.each([
  ['a column of another type', 'points integer', 'column points: found integer, expected numeric'],
  [
    'a number that would be rounded',
    'points numeric(10,2)',
    'found numeric(10,2), expected numeric',
  ],
  [
    'a column that must be filled',
    'other text NOT NULL',
    'column other: found NOT NULL without a default',
  ],
  [
    'a generated column',
    'points numeric GENERATED ALWAYS AS (1) STORED',
    'found a generated column',
  ],
  [
    'a text of limited length',
    'first_name varchar(5)',
    'found character varying(5), expected text',
  ],
])('check refuses %s', async (_, column, words) => {
  await database.sql(
    `DROP TABLE IF EXISTS misfit; CREATE TABLE misfit (email_key text PRIMARY KEY, ${column})`,
  );
  const config = configFor(database.url, {
    channel: {table: 'misfit'},
    property_types: {points: 'number'},
  });
  await expect(check(config)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining(words),
  });
});

test('a table without a unique index on email_key gets one', async () => {
  await database.sql('CREATE TABLE loose (email_key text)');
  const config = configFor(database.url, {channel: {table: 'loose'}});
  expect(await check(config)).toContain('CREATE UNIQUE INDEX');
  expect(statusesOf(await write(config, [[contact('ada@example.com', 1)]]))).toEqual(['created']);
});

test('users: existing is refused unless the config says where the addresses are', async () => {
  const config = configFor(database.url, {users: 'existing'});
  await expect(check(config)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('channel.existing_users'),
  });
});

test('a read-only database is refused', async () => {
  const url = `${database.url}?options=${encodeURIComponent('-c default_transaction_read_only=on')}`;
  await expect(check(configFor(url))).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('primary'),
  });
});

test('a wrong password is an error of the config', async () => {
  const url = database.url.replace(/:[^:@]*@/, ':wrong@');
  await expect(check(configFor(url))).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('channel.url'),
  });
});

const CA = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----';

test.each([
  ['postgresql://u@db.example.com/d', {}, {rejectUnauthorized: true}],
  ['postgresql://u@127.0.0.1/d', {}, false],
  ['postgresql://u@localhost/d', {ca: CA}, {rejectUnauthorized: true, ca: CA}],
  ['postgresql://u@db.example.com/d?sslmode=require', {}, {rejectUnauthorized: false}],
  ['postgresql://u@db.example.com/d?sslmode=require', {ca: CA}, {rejectUnauthorized: true, ca: CA}],
  [
    'postgresql://u@db.example.com/d?sslmode=disable',
    {mode: 'verify-full'},
    {rejectUnauthorized: true},
  ],
  ['postgresql://u@db.example.com/d?sslmode=disable', {}, false],
] as const)('%s with ssl %j connects with TLS %j', (url, ssl, expected) => {
  const options = toConnectionOptions({url, ssl});
  expect(options.ssl).toEqual(expected);
  expect(options.connectionString).not.toContain('ssl');
});

test.each([
  ['postgresql://u@h/d?sslrootcert=/etc/passwd', 'channel.ssl'],
  ['postgresql://u@h/d?sslmode=maybe', 'sslmode=maybe'],
  ['postgresql://u:topsecretword@[h/d', '/channel/url'],
  ['postgresql://u:topsecretword/a@h/d', 'unencoded "/": write %2F instead'],
])('the address %s is refused without its password', (url, words) => {
  expect(() => toConnectionOptions({url})).toThrow(words);
  expect(() => toConnectionOptions({url})).not.toThrow('topsecretword');
});
