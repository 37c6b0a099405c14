import {chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {stringify} from 'yaml';
import {readConnection} from '../../harness/connection/read-connection.js';
import {SECRET_NAMES} from '../../harness/systems/index.js';
import {compileSchema} from '../fixtures/compile-schema.js';

const salesforce = {client_id: 'id'};
const cohort = {api_url: 'http://127.0.0.1:1'};
const imported = {
  enabled: true,
  object: 'Contact',
  email_field: 'Email',
  users: 'all',
  fields: {FirstName: 'firstName'},
};
const connection = {salesforce, cohort, import: imported};
const secrets = {
  salesforce: {client_secret: 'secret', refresh_token: 'token'},
  cohort: {api_key: 'test_key'},
};

function write(value: unknown, secret: unknown = secrets): string {
  const folder = mkdtempSync(join(tmpdir(), 'connection-'));
  const path = join(folder, 'acme.yaml');
  writeFileSync(path, typeof value === 'string' ? value : stringify(value));
  if (secret) writeFileSync(join(folder, 'acme.secrets.yaml'), stringify(secret), {mode: 0o600});
  return path;
}

async function failureOf(value: unknown, secret?: unknown): Promise<string> {
  const error = await readConnection(write(value, secret), {environment: {}}).then(
    () => undefined,
    thrown => thrown,
  );
  expect(error).toMatchObject({failure: 'config_error'});
  return error.message;
}

describe('readConnection', () => {
  test('puts secrets and the environment in', async () => {
    const written = {...connection, cohort: {api_url: 'http://$' + '{HOST}'}};
    const {connection: read, logins} = await readConnection(write(written), {
      environment: {HOST: 'h'},
    });
    expect(read.cohort).toEqual({api_url: 'http://h', api_key: 'test_key'});
    expect(logins.of('salesforce')).toEqual({
      auth_type: 'Client',
      ...salesforce,
      ...secrets.salesforce,
    });
  });

  test('takes secrets from the environment where there is no secrets file', async () => {
    const written = {
      ...connection,
      salesforce: {...salesforce, client_secret: '$' + '{A}', refresh_token: '$' + '{B}'},
      cohort: {api_key: '$' + '{C}'},
    };
    const {connection: read} = await readConnection(write(written, null), {
      environment: {A: 'a', B: 'b', C: 'c'},
    });
    expect(read.salesforce).toMatchObject({client_secret: 'a', refresh_token: 'b'});
  });

  test('names everything that is wrong at once, with path, found and wanted', async () => {
    const message = await failureOf({
      ...connection,
      salesforce: {client_id: '', is_sandbox: 'no'},
      cohort: {api_url: '$' + '{NOWHERE}'},
      import: {...imported, users: 'some', feilds: []},
    });
    expect(message).toContain('at /cohort/api_url: the environment variable NOWHERE is not set');
    expect(message).toContain('at /salesforce/is_sandbox: found "no", wanted: boolean');
    expect(message).toContain('at /import: unknown key "feilds"');
    expect(message).toContain(
      'at /salesforce/client_id: found "", wanted: no fewer than 1 characters',
    );
    expect(message).toContain('at /import/users: found "some", wanted: one of "all", "existing"');
  });

  test('takes the channel postgresql without an API key, its address from the secrets file', async () => {
    const url = 'postgresql://sync:word@db/marketing';
    const written = {...connection, cohort: {channel: {type: 'postgresql', table: 'users'}}};
    const kept = {...secrets, cohort: {channel: {url}}};
    const {connection: read, logins} = await readConnection(write(written, kept));
    expect(read.cohort).toEqual({channel: {type: 'postgresql', table: 'users', url}});
    expect(logins.secrets(SECRET_NAMES)).toContain(url);
  });

  test.each([{type: 'api'}, {type: 'csv', dir: '/data'}, undefined])(
    'leaves the address of a database in the secrets out of the channel %j',
    async channel => {
      const url = 'postgresql://sync:word@db/marketing';
      const {connection: read} = await readConnection(
        write(
          {...connection, cohort: {...cohort, ...(channel && {channel})}},
          {...secrets, cohort: {...secrets.cohort, channel: {url}}},
        ),
      );
      expect(read.cohort.channel).toEqual(channel);
    },
  );

  test('refuses an address with a password in the open, and an export that the channel cannot do', async () => {
    const exported = {enabled: true, user_id_field: 'Id__c', users: 'all', properties: {a: 'A'}};
    const channel = {type: 'postgresql', url: 'postgresql://sync:word@db/marketing'};
    const written = {...connection, cohort: {channel}, export: exported};
    const message = await failureOf(written, {salesforce: secrets.salesforce});
    expect(message).toContain('at /cohort/channel/url: found a secret');
    expect(message).toContain('at /export/enabled: found true with the channel "postgresql"');
    expect(message).not.toContain('word');
    const without = {...connection, cohort: {channel: {type: 'postgresql'}}};
    const missing = await failureOf(without, {salesforce: secrets.salesforce});
    expect(missing).toContain('at /cohort/channel/url: found nothing');
  });

  test('an export from webhooks needs neither an import nor an API key', async () => {
    const exported = {
      enabled: true,
      user_id_field: 'Id__c',
      users: 'existing',
      properties: {lang: 'L'},
    };
    const imported = {enabled: false, object: 'Contact', email_field: 'Email'};
    const cohort = {channel: {type: 'webhooks', dir: 'events'}};
    const written = {...connection, cohort, import: imported, export: exported};
    const path = write(written, {salesforce: secrets.salesforce});
    const {connection: read} = await readConnection(path);
    expect(read.cohort.channel?.dir).toBe(join(dirname(path), 'events'));
  });

  test('says what webhooks cannot do, and what they need', async () => {
    const cohort = {channel: {type: 'webhooks'}};
    const message = await failureOf({...connection, cohort});
    expect(message).toContain('at /cohort/channel/dir: found nothing');
    expect(message).toContain('at /import/enabled: found true with the channel "webhooks"');
    const alone = await failureOf({...connection, cohort, import: {enabled: false}});
    expect(alone).toContain('at /import/object: found nothing');
    const export_channel = {type: 'webhooks', dir: 'events'};
    const beside = await failureOf({...connection, cohort: {export_channel}});
    expect(beside).toContain('at /cohort/export_channel: found it with the channel "api"');
  });

  test('refuses an export without an import', async () => {
    const exported = {enabled: true, user_id_field: 'Id__c', users: 'all', properties: {a: 'A'}};
    const message = await failureOf({...connection, import: {enabled: false}, export: exported});
    expect(message).toContain('at /export/enabled: found true while /import/enabled is false');
  });

  test('says where missing secrets belong', async () => {
    const message = await failureOf(connection, {cohort: secrets.cohort});
    expect(message).toMatch(
      /at \/salesforce: "refresh_token" is missing\. Missing secrets come from/,
    );
  });

  test.each([
    ['Client', {}],
    ['JWT', {auth_type: 'JWT', username: 'ada@example.com'}],
    ['ClientCredentials', {auth_type: 'ClientCredentials'}],
  ])('an editor has nothing against a connection without its secrets, by %s', async (_, login) => {
    const schema = JSON.parse(readFileSync('harness/connection.schema.json', 'utf8'));
    const validate = compileSchema(schema);
    const written = {...connection, salesforce: {...salesforce, ...login}};
    validate(written);
    expect(validate.errors).toBeNull();
    expect(await failureOf(written, null)).toContain('at /cohort: "api_key" is missing. Missing');
  });

  test('refuses a secret in the connection itself, without showing it', async () => {
    const message = await failureOf({...connection, cohort: {...cohort, api_key: 'live_hidden'}});
    expect(message).toContain(
      'at /cohort/api_key: found a secret, expected it in the secrets file',
    );
    expect(message).not.toContain('live_hidden');
  });

  test('never shows a secret of the wrong type', async () => {
    const message = await failureOf(connection, {...secrets, cohort: {api_key: ['live_hidden']}});
    expect(message).toContain('at /cohort/api_key: found a secret value, wanted: string');
  });

  test.each([
    ['no YAML', 'a: [1', /is not YAML: on line 1/],
    ['with a tag', 'a: 1\nb: !env KEY', /is not YAML: on line 2: tag resolve failed/],
    ['no mapping', '[]', /at the top: found an array of 0, wanted: object/],
    ['empty', '', /acme.yaml is empty.*init --connection/],
    ['nothing but a comment', '# soon\n', /is empty/],
    ['indented by a tab', 'salesforce:\n\tclient_id: a', /on line 2: found a tab, expected spaces/],
    [
      'a bomb',
      `a: &a [x]\n${[...'bcdefghi'].map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`).join('\n')}`,
      /refers to itself too often/,
    ],
  ])('says so when it is %s', async (_, text, message) => {
    expect(await failureOf(text)).toMatch(message);
  });

  test('says so when it is a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'connection-'));
    await expect(readConnection(folder)).rejects.toThrow(`${folder} is a folder. Name the file`);
  });

  test.each([
    ['api.getcohort.com', 'wanted: an address such as https://'],
    ['https://api.getcohort.com/v1', 'with nothing after the host and port'],
  ])('names what an address has to look like, for %s', async (api_url, wanted) => {
    const message = await failureOf({...connection, cohort: {api_url}});
    expect(message).toContain(`at /cohort/api_url: found "${api_url}", wanted: an address`);
    expect(message).toContain(wanted);
    expect(message.match(/api_url/g)).toHaveLength(1);
  });

  test('says so when there is no file', async () => {
    await expect(readConnection('/nowhere/acme.yaml')).rejects.toThrow('there is no file');
  });
});

describe('Logins', () => {
  test('stores what a connector changed at once, privately, keeping the rest of the file', async () => {
    const path = write(connection, null);
    const secretsPath = path.replace('.yaml', '.secrets.yaml');
    const text =
      '# ours\nsalesforce:\n  client_secret: $' +
      '{SECRET} # from the vault\n  refresh_token: first\ncohort:\n  api_key: test_1\n';
    writeFileSync(secretsPath, text);
    chmodSync(secretsPath, 0o644);
    const {logins} = await readConnection(path, {environment: {SECRET: 's'}});
    await logins.rotate('salesforce', {...logins.of('salesforce'), refresh_token: 'second'});
    expect(readFileSync(secretsPath, 'utf8')).toBe(text.replace('first', 'second'));
    expect(statSync(secretsPath).mode & 0o777).toBe(0o600);
    expect(logins.of('salesforce')).toMatchObject({client_secret: 's', refresh_token: 'second'});
  });
});
