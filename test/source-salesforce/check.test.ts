import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {checkAccess} from '../../source-salesforce/check.js';
import {openSession} from '../../source-salesforce/session.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {configOf, trouble} from './read/read-run.js';

let emulator: SalesforceEmulator;

beforeEach(async () => {
  emulator = await startSalesforceEmulator({contacts: 10});
});

afterEach(() => emulator.close());

async function check(config: object): Promise<string> {
  const session = await openSession(configOf(emulator, config), recordingContext().context);
  return checkAccess(session).finally(() => session.salesforce.close());
}

test('it tells how many objects can be read and how many calls are left', async () => {
  expect(await check({})).toMatch(/\d+ objects can be read\. 9999\d of 100000 daily API calls/);
  expect(await check({objects: ['Contact']})).toContain('1 object can be read');
});

test.each([
  [{objects: ['contact']}, 'its API name is Contact'],
  [{objects: ['Contakt']}, 'There is no object Contakt'],
  [{streams_criteria: [{criteria: 'exacts', value: 'nothing'}]}, 'No object is left'],
])('with %j it says what to correct', async (config, message) => {
  await expect(check(config)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining(message),
  });
});

test('an object whose query is refused says what to ask the administrator for', async () => {
  const body = [{errorCode: 'INSUFFICIENT_ACCESS', message: 'no access to Contact'}];
  await trouble(emulator, {route: '*/query', answer: {status: 403, body}});
  await expect(check({objects: ['Contact']})).rejects.toThrow('Ask the Salesforce administrator');
});

test('an org without API access says so', async () => {
  const body = [{errorCode: 'API_DISABLED_FOR_ORG', message: 'API is not enabled'}];
  await trouble(emulator, {route: '*/sobjects', answer: {status: 403, body}});
  await expect(check({})).rejects.toThrow('"API Enabled"');
});

test('calls that are used up are a matter of time, not of the config', async () => {
  await trouble(emulator, {kind: 'daily-limit'});
  await expect(check({})).rejects.toMatchObject({failure: 'transient_error'});
});
