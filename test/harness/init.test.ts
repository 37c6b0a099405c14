import {existsSync, mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {readConnection} from '../../harness/connection/read-connection.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

const CONNECTORS = resolve('test/fixtures/connectors');
const PROGRAMS = {
  'source-salesforce': 'numbers-source.mjs',
  'source-cohort': 'numbers-source.mjs',
  'destination-salesforce': 'file-destination.mjs',
  'destination-cohort': 'file-destination.mjs',
};

function init(folder: string, options: Readonly<Record<string, string>>, env?: NodeJS.ProcessEnv) {
  const args = Object.entries({'client-id': 'app', ...options}).flatMap(([name, value]) => [
    `--${name}`,
    value,
  ]);
  const connectors = Object.entries(PROGRAMS).flatMap(([name, program]) => [
    '--connector',
    `${name}=${join(CONNECTORS, program)}`,
  ]);
  const path = join(folder, 'acme.yaml');
  return execute(HARNESS, ['init', '--connection', path, ...connectors, ...args], {
    ...(env && {env}),
  });
}

function newFolder({secrets}: {secrets?: object} = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'init-'));
  if (secrets) writeFileSync(join(folder, 'acme.secrets.yaml'), stringify(secrets), {mode: 0o600});
  return folder;
}

const reference = (name: string) => `\${${name}}`;

const SECRETS = {
  salesforce: {client_secret: 's', refresh_token: 't'},
  cohort: {api_key: 'test_1'},
};
const ANSWERS = {object: 'Person', fields: 'Text=text_property,id', export: 'yes'};

test('writes a commented connection from options alone, which then is valid', async () => {
  const folder = newFolder({secrets: SECRETS});
  const answers = {...ANSWERS, 'user-id-field': 'text', properties: 'email'};
  const {code} = await init(folder, answers);
  expect(code).toBe(0);
  const text = readFileSync(join(folder, 'acme.yaml'), 'utf8');
  expect(text).not.toContain(resolve('.'));
  expect(text).toContain('# all: All Users. existing: Users that already exist in Cohort.');
  expect(parse(text)).toEqual({
    salesforce: {
      auth_type: 'Client',
      login_url: 'https://login.salesforce.com',
      client_id: 'app',
    },
    cohort: {api_url: 'https://api.getcohort.com'},
    import: {
      enabled: true,
      object: 'Person',
      email_field: 'email',
      users: 'all',
      fields: {text: 'text_property', id: 'id'},
    },
    export: {
      enabled: true,
      user_id_field: 'text',
      users: 'all',
      properties: {email: 'email'},
    },
  });
  await expect(readConnection(join(folder, 'acme.yaml'))).resolves.toBeDefined();
  expect(statSync(join(folder, 'acme.yaml')).mode & 0o777).toBe(0o644);
});

test('limits, an alert and a schedule are written where options give them', async () => {
  const folder = newFolder({secrets: SECRETS});
  const more = {'max-changes': '10%', 'max-rejected': '20', 'on-failure': 'https://a.example.com'};
  const {code} = await init(folder, {...ANSWERS, export: 'no', ...more, schedule: 'every 15m'});
  expect(code).toBe(0);
  const {connection} = await readConnection(join(folder, 'acme.yaml'));
  expect(connection).toMatchObject({
    limits: {max_changes: '10%', max_rejected: 20},
    on_failure: 'https://a.example.com',
    schedule: 'every 15m',
  });
});

test.each([
  [{'max-changes': 'many'}, '--max-changes: Found "many", wanted a number such as 500'],
  [{schedule: 'whenever'}, '--schedule: Found "whenever", wanted every 15m'],
])('%j is refused', async (more, message) => {
  const folder = newFolder({secrets: SECRETS});
  const {code, stderr} = await init(folder, {...ANSWERS, export: 'no', ...more});
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('ends with one line of JSON for programs', async () => {
  for (const secrets of [SECRETS, {}]) {
    const {stdout} = await init(newFolder({secrets}), {...ANSWERS, export: 'no', json: 'true'});
    expect(JSON.parse(stdout)).toMatchObject({status: 'succeeded', errors: []});
  }
});

test('without a terminal, a value that new records need has to be given', async () => {
  const env = {FILE_DESTINATION: JSON.stringify({required: ['Company']})};
  const answers = {...ANSWERS, 'user-id-field': 'text', properties: 'email=email'};
  const folder = newFolder({secrets: SECRETS});
  const refused = await init(folder, answers, env);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    '--create-defaults: Salesforce creates no record without Company',
  );
  expect(existsSync(join(folder, 'acme.yaml'))).toBe(false);
  const given = await init(folder, {...answers, 'create-defaults': 'Company=None'}, env);
  expect(given.code).toBe(0);
  expect(parse(readFileSync(join(folder, 'acme.yaml'), 'utf8')).export).toMatchObject({
    create_defaults: {Company: 'None'},
  });
});

test('writes nothing that check refuses', async () => {
  const checks = {status: 'FAILED', message: 'Company is missing.'};
  const env = {FILE_DESTINATION: JSON.stringify({checks})};
  const folder = newFolder({secrets: SECRETS});
  const {code, stderr} = await init(folder, {...ANSWERS, export: 'no'}, env);
  expect(code).toBe(2);
  expect(stderr).toContain('Company is missing.');
  expect(stderr).toContain('--resume');
  expect(existsSync(join(folder, 'acme.yaml'))).toBe(false);
});

test('makes the folders of the connection', async () => {
  const folder = join(newFolder(), 'not', 'there');
  expect((await init(folder, {fields: 'FirstName'})).code).toBe(0);
  expect(existsSync(join(folder, 'acme.yaml'))).toBe(true);
});

test('names a field that the object does not have', async () => {
  const folder = newFolder({secrets: SECRETS});
  const {code, stderr} = await init(folder, {...ANSWERS, fields: 'txet'});
  expect(code).toBe(2);
  expect(stderr).toContain('There is no txet; did you mean text?');
});

test('takes names on trust where nobody is connected yet', async () => {
  const folder = newFolder();
  const answers = {fields: 'Loyalty_Points__c,FirstName', users: 'existing'};
  expect((await init(folder, answers)).code).toBe(0);
  expect(parse(readFileSync(join(folder, 'acme.yaml'), 'utf8'))).toMatchObject({
    import: {
      object: 'Contact',
      email_field: 'Email',
      users: 'existing',
      fields: {Loyalty_Points__c: 'loyalty_points', FirstName: 'firstName'},
    },
    export: {enabled: false},
  });
});

test('does not replace a file unless it is told to', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'acme.yaml'), 'mine');
  expect((await init(folder, {})).code).toBe(2);
  expect(readFileSync(join(folder, 'acme.yaml'), 'utf8')).toBe('mine');
  expect((await init(folder, {force: 'true'})).code).toBe(0);
});

test.each([
  ['login-url', 'acme.my.salesforce.com', 'wanted an address such as https://'],
  ['api-url', 'ftp://cohort', 'wanted an address such as https://'],
  ['users', 'some', 'wanted all or existing'],
  ['channel', 'fax', 'wanted api or postgresql or csv or none'],
  ['fields', ' ,', 'At least one is needed.'],
  ['fields', 'a=b=c', 'wanted Field or Field=property'],
  ['object', 'Persn', 'There is no Persn'],
])(
  'names the option --%s whose answer is %j, and writes nothing',
  async (name, answer, message) => {
    const folder = newFolder({secrets: SECRETS});
    const env = {NUMBERS_SOURCE: JSON.stringify({stream: 'Person'})};
    const {code, stderr} = await init(folder, {...ANSWERS, export: 'no', [name]: answer}, env);
    expect(code).toBe(2);
    expect(stderr).toContain(`--${name}: `);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'acme.yaml'))).toBe(false);
  },
);

test('asks the systems with the values that the environment has for references', async () => {
  const salesforce = {client_secret: 's', refresh_token: reference('INIT_TOKEN')};
  const folder = newFolder({secrets: {...SECRETS, salesforce}});
  const usedTokens = join(folder, 'used-tokens');
  const env = {INIT_TOKEN: 'from-environment', NUMBERS_SOURCE: JSON.stringify({usedTokens})};
  const {code} = await init(
    folder,
    {...ANSWERS, export: 'no', 'client-id': reference('INIT_ID')},
    env,
  );
  expect(code).toBe(0);
  const used = readFileSync(usedTokens, 'utf8').trim().split('\n');
  expect(used[0]).toBe('from-environment');
  // Each token is good for one login: what a login renewed is what the next one uses.
  expect(new Set(used).size).toBe(used.length);
  expect(readFileSync(join(folder, 'acme.yaml'), 'utf8')).toContain(
    `client_id: ${reference('INIT_ID')}\n`,
  );
});

test('a table as the channel needs the address of its database, and no API key', async () => {
  const url = 'postgresql://sync:word@db.example.com/marketing';
  const folder = newFolder({secrets: {salesforce: SECRETS.salesforce, cohort: {channel: {url}}}});
  const {code} = await init(folder, {...ANSWERS, channel: 'postgresql', table: 'people'});
  expect(code).toBe(0);
  const text = readFileSync(join(folder, 'acme.yaml'), 'utf8');
  expect(text).not.toContain('word');
  expect(parse(text)).toMatchObject({
    cohort: {channel: {type: 'postgresql', table: 'people'}},
    import: {enabled: true, users: 'all'},
    export: {enabled: false},
  });
  const {connection} = await readConnection(join(folder, 'acme.yaml'));
  expect(connection.cohort.channel?.url).toBe(url);
  const without = await init(newFolder(), {...ANSWERS, channel: 'postgresql'});
  expect(without.stderr).toContain('put the address of the database into the secrets file');
});

// Both sources of these tests have one stream.
const USERS_ONLY = {NUMBERS_SOURCE: JSON.stringify({stream: 'users'})};

test('files in both directions are named relative to the connection', async () => {
  const folder = newFolder({secrets: {salesforce: SECRETS.salesforce}});
  const answers = {
    object: 'users',
    fields: 'Text=text_property',
    channel: 'csv',
    'upload-dir': 'up',
    'export-channel': 'csv',
    'export-path': 'down',
    'user-id-field': 'text',
    properties: 'email',
  };
  const {code} = await init(folder, answers, USERS_ONLY);
  expect(code).toBe(0);
  const path = join(folder, 'acme.yaml');
  expect(parse(readFileSync(path, 'utf8'))).toMatchObject({
    cohort: {channel: {type: 'csv', dir: 'up'}, export_channel: {type: 'csv', path: 'down'}},
    import: {enabled: true},
    export: {enabled: true},
  });
  await expect(readConnection(path)).resolves.toBeDefined();
});

test('without a way into Cohort, users are only exported', async () => {
  const folder = newFolder({secrets: {salesforce: SECRETS.salesforce}});
  const answers = {
    object: 'users',
    channel: 'none',
    'export-channel': 'webhooks',
    'export-path': 'events',
    'user-id-field': 'text',
    properties: 'email',
  };
  const {code} = await init(folder, answers, USERS_ONLY);
  expect(code).toBe(0);
  const path = join(folder, 'acme.yaml');
  const written = parse(readFileSync(path, 'utf8'));
  expect(written).toMatchObject({
    cohort: {export_channel: {type: 'webhooks', dir: 'events'}},
    import: {enabled: false, object: 'users', email_field: 'email'},
    export: {enabled: true, user_id_field: 'text'},
  });
  expect(written.import.fields).toBeUndefined();
  await expect(readConnection(path)).resolves.toBeDefined();
});

test('answers outlive a refusal, and --resume goes on from them', async () => {
  const folder = newFolder({secrets: SECRETS});
  const kept = join(folder, 'acme.init.json');
  const failed = await init(folder, {...ANSWERS, export: 'no', fields: 'txet'});
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain('--resume');
  expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({object: 'Person'});
  const {code} = await init(folder, {resume: 'true', fields: 'text', export: 'no'});
  expect(code).toBe(0);
  expect(parse(readFileSync(join(folder, 'acme.yaml'), 'utf8')).import.object).toBe('Person');
  expect(existsSync(kept)).toBe(false);
});

test('--resume without answers says so', async () => {
  const {code, stderr} = await init(newFolder({secrets: SECRETS}), {resume: 'true'});
  expect(code).toBe(2);
  expect(stderr).toContain('--resume: there is no ');
});

test('without a terminal and without logins it says how to log in', async () => {
  const {code, stderr} = await init(newFolder(), {fields: 'FirstName'});
  expect(code).toBe(0);
  expect(stderr).toContain('there is no terminal to ask at');
  expect(stderr).toContain('connect cohort --connection');
});

test('a stored key that Cohort refuses ends it before anything is written', async () => {
  const folder = newFolder({secrets: SECRETS});
  const checks = {status: 'FAILED', message: 'Cohort does not know this key.'};
  const env = {NUMBERS_SOURCE: JSON.stringify({checks})};
  const {code, stderr} = await init(folder, ANSWERS, env);
  expect(code).toBe(2);
  expect(stderr).toContain('Cohort does not know this key.');
  expect(existsSync(join(folder, 'acme.yaml'))).toBe(false);
});
