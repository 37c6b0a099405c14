import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {readConnection} from '../../harness/connection/read-connection.js';
import {ANSWERS, init, newFolder, SECRETS} from './run-init.js';

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

test('replaces a file only with --force', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'acme.yaml'), 'mine');
  expect((await init(folder, {})).code).toBe(2);
  expect(readFileSync(join(folder, 'acme.yaml'), 'utf8')).toBe('mine');
  expect((await init(folder, {force: 'true'})).code).toBe(0);
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

test('without a terminal and without logins it says how to log in', async () => {
  const {code, stderr} = await init(newFolder(), {fields: 'FirstName'});
  expect(code).toBe(0);
  expect(stderr).toContain('there is no terminal to ask at');
  expect(stderr).toContain('connect cohort --connection');
});
