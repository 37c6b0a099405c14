import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {connectSalesforce, quoteSoql} from '@cohort-salesforce/source-salesforce/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {recordingContext} from '../../fixtures/recording-context.js';

let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 4500});
});

afterAll(() => emulator.close());

function login() {
  const {login_url, client_id, client_secret, refresh_token} = emulator.credentials;
  return {login_url, client_id, client_secret, refresh_token};
}

test('a refresh token logs in', async () => {
  const recorded = recordingContext();
  const salesforce = await connectSalesforce(login(), recorded.context);
  expect((await salesforce.describe('Contact')).name).toBe('Contact');
  await salesforce.describe('Contact');
  expect(recorded.calls).toBe(1);
  await salesforce.close();
});

test('a refresh token of an app without a secret logs in', async () => {
  const {login_url, client_id, refresh_token} = emulator.credentials;
  const salesforce = await connectSalesforce(
    {auth_type: 'Client', login_url, client_id, refresh_token},
    recordingContext().context,
  );
  expect((await salesforce.describe('Contact')).name).toBe('Contact');
  await salesforce.close();
});

test.each([
  ['as it is', '\n'],
  ['as an environment variable has it', '\\n'],
])('a JWT signed with the private key, %s, logs in', async (_, lineEnd) => {
  const {login_url, client_id, username} = emulator.credentials;
  const private_key = emulator.credentials.private_key.replaceAll('\n', lineEnd);
  const salesforce = await connectSalesforce(
    {auth_type: 'JWT', login_url, client_id, private_key, username},
    recordingContext().context,
  );
  expect((await salesforce.limits()).DailyApiRequests?.Max).toBe(100_000);
  await salesforce.close();
});

test('client credentials log in', async () => {
  const {login_url, client_id, client_secret} = emulator.credentials;
  const salesforce = await connectSalesforce(
    {auth_type: 'ClientCredentials', login_url, client_id, client_secret},
    recordingContext().context,
  );
  expect((await salesforce.describeGlobal()).map(({name}) => name)).toContain('Contact');
  await salesforce.close();
});

test('all pages of a query come, one at a time', async () => {
  const salesforce = await connectSalesforce(login(), recordingContext().context);
  const sizes: number[] = [];
  for await (const page of salesforce.queryPages('SELECT Id, Email FROM Contact ORDER BY Id'))
    sizes.push(page.length);
  expect(sizes.length).toBe(3);
  await salesforce.close();
});

test('a query too long for a URL goes in a body', async () => {
  const salesforce = await connectSalesforce(login(), recordingContext().context);
  const emails = Array.from({length: 1500}, (_, index) =>
    quoteSoql(`o'brien+${index}@example.com`),
  );
  const page = await salesforce.query(
    `SELECT Id FROM Contact WHERE Email IN (${emails.join(', ')})`,
  );
  expect(page).toEqual({totalSize: 0, records: [], next: undefined});
  await salesforce.close();
});

test('records are created and updated with an outcome each', async () => {
  const salesforce = await connectSalesforce(login(), recordingContext().context);
  const created = await salesforce.collections.create('Contact', [
    {LastName: 'Ōkami'},
    {FirstName: 'No'},
  ]);
  expect(created.map(({success}) => success)).toEqual([true, false]);
  expect(created[1]?.errors[0]?.statusCode).toBe('REQUIRED_FIELD_MISSING');
  const updated = await salesforce.collections.update('Contact', [
    {Id: created[0]?.id, FirstName: 'Rin'},
  ]);
  expect(updated[0]?.success).toBe(true);
  await salesforce.close();
});

test('describes come twenty-five in a call, with an error in the place of a missing one', async () => {
  const recorded = recordingContext();
  const salesforce = await connectSalesforce(login(), recorded.context);
  const described = await salesforce.describeAll(['Contact', 'Nowhere__c', 'Lead']);
  expect(described.get('Lead')).toMatchObject({name: 'Lead'});
  expect(described.get('Nowhere__c')).toMatchObject({
    failure: 'config_error',
    facts: {status: 404},
  });
  expect(recorded.calls).toBe(1);
  await salesforce.close();
});
