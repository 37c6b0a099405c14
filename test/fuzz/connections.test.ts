import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, test} from 'vitest';
import {stringify} from 'yaml';
import {readConnection} from '../../harness/connection/read-connection.js';
import {propertyRun} from './cases.js';
import {mutated} from './mutated.js';
import {orRefusal} from './or-refusal.js';

const RUN = propertyRun(300);
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const seeds = fc.nat();

test('a connection is taken or refused, whatever was done to it', async () => {
  const connection = {
    salesforce: {auth_type: 'Client', client_id: 'a', login_url: 'https://a.my.salesforce.com'},
    cohort: {api_url: 'https://api.getcohort.com'},
    import: {
      enabled: true,
      object: 'Contact',
      email_field: 'Email',
      users: 'all',
      fields: {FirstName: 'firstName'},
    },
    export: {
      enabled: true,
      user_id_field: 'Id__c',
      users: 'all',
      properties: {firstName: 'FirstName'},
      create_defaults: {LastName: 'x'},
    },
  };
  const secrets = {
    salesforce: {client_secret: 'b', refresh_token: 'c'},
    cohort: {api_key: 'test_12345'},
  };
  const path = join(folder, 'acme.yaml');
  const property = fc.asyncProperty(seeds, async seed => {
    writeFileSync(path, stringify(mutated(connection, seed)));
    writeFileSync(join(folder, 'acme.secrets.yaml'), stringify(mutated(secrets, seed + 1)));
    await orRefusal(() => readConnection(path, {environment: {}}));
  });
  await fc.assert(property, {...RUN, numRuns: Math.ceil(RUN.numRuns / 3)});
});

test('any YAML is taken or refused', async () => {
  const marks = fc.constantFrom(
    'a: ',
    '- ',
    '\n',
    '  ',
    '&a ',
    '*a',
    '[',
    ']',
    '{',
    '}',
    '!!x ',
    '|',
    '"',
    "'",
    '<<: ',
    '? ',
    '#',
    '%',
    '\t',
    '\u0000',
    '$' + '{A}',
  );
  const path = join(folder, 'other.yaml');
  const property = fc.asyncProperty(fc.array(marks, {maxLength: 40}), async parts => {
    writeFileSync(path, parts.join(''));
    await orRefusal(() => readConnection(path, {environment: {}}));
  });
  await fc.assert(property, {...RUN, numRuns: Math.ceil(RUN.numRuns / 3)});
});
