import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {readConnection} from '../../harness/connection/read-connection.js';
import {ANSWERS, init, newFolder, SECRETS} from './run-init.js';

const reference = (name: string) => `\${${name}}`;

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
  [{'max-changes': 'many'}, '--max-changes: Found "many", expected a number such as 500'],
  [{schedule: 'whenever'}, '--schedule: Found "whenever", expected every 15m'],
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

test('makes the folders of the connection', async () => {
  const folder = join(newFolder(), 'not', 'there');
  expect((await init(folder, {fields: 'FirstName'})).code).toBe(0);
  expect(existsSync(join(folder, 'acme.yaml'))).toBe(true);
});

test.each([
  ['login-url', 'acme.my.salesforce.com', 'expected an address such as https://'],
  ['api-url', 'ftp://cohort', 'expected an address such as https://'],
  ['users', 'some', 'expected all or existing'],
  ['channel', 'fax', 'expected api or postgresql or csv or none'],
  ['fields', ' ,', 'Choose at least one.'],
  ['fields', 'a=b=c', 'expected Field or Field=property'],
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

test('--resume without answers says so', async () => {
  const {code, stderr} = await init(newFolder({secrets: SECRETS}), {resume: 'true'});
  expect(code).toBe(2);
  expect(stderr).toContain('--resume: there is no ');
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
