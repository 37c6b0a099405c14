import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parseSettings} from '../../../source-salesforce/config.js';
import {composeQuery} from '../../../source-salesforce/read/compose-query.js';
import {planRead} from '../../../source-salesforce/read/read-plan.js';
import {meddlingProxy, type Refuse} from '../../fixtures/meddling-proxy.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {call, readRun} from './read-run.js';

let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 300});
});

afterAll(() => emulator.close());

/** The query of a request, by REST or in a bulk job. */
function soqlOf({url, sent}: {url: string; sent: Buffer}): string {
  const asked = /[?&]q=([^&]*)/.exec(url)?.[1];
  return asked ? decodeURIComponent(asked) : sent.toString();
}

const refusal = (errorCode: string) => ({status: 400, body: [{errorCode, message: 'no'}]});

async function readThrough(refuse: Refuse, options: object = {}) {
  const proxy = await meddlingProxy(emulator.url, () => undefined, refuse);
  return readRun(emulator, {config: {login_url: proxy.url}, ...options});
}

test('an object that takes no condition on its cursor is read whole in each run', async () => {
  const refuse: Refuse = request =>
    /FROM Contact WHERE/.test(soqlOf(request))
      ? refusal('BIG_OBJECT_UNSUPPORTED_OPERATION')
      : undefined;
  const first = await readThrough(refuse);
  const second = await readThrough(refuse, {state: first.states.at(-1)});
  expect(second.error).toBeUndefined();
  expect(second.records).toHaveLength(first.records.length);
  expect(second.logs.join()).toContain('accepts no condition on SystemModstamp');
});

test('an object without a second page is read in batches', async () => {
  const refuse: Refuse = request => {
    const soql = soqlOf(request);
    const limit = Number(/LIMIT (\d+)/.exec(soql)?.[1] ?? Number.POSITIVE_INFINITY);
    const isQuery = soql.includes('FROM Contact') && limit > 2000;
    return isQuery ? refusal('EXCEEDED_ID_LIMIT') : undefined;
  };
  const run = await readThrough(refuse);
  expect(run.error).toBeUndefined();
  expect(run.records).toHaveLength(297);
});

test('archived tasks are read, and deleted ones are not', async () => {
  const describe = await call(emulator, 'GET', '/sobjects/Task/describe');
  const plan = planRead(
    describe as Parameters<typeof planRead>[0],
    {
      stream: {
        name: 'Task',
        json_schema: {type: 'object', properties: {Subject: {}}},
        supported_sync_modes: ['full_refresh'],
      },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    },
    {
      config: {client_id: 'a'},
      context: recordingContext().context,
      settings: parseSettings({client_id: 'a'}),
    },
  );
  expect(plan.includeDeleted).toBe(true);
  expect(composeQuery(plan, {from: undefined, to: undefined})).toContain('IsDeleted = false');
  expect(plan.tellsHardDeletes).toBe(false);
});

test('a field hidden by permissions is named as such', async () => {
  const run = await readRun(emulator, {fields: ['Email', 'Nowhere__c']});
  expect(run.logs.join()).toContain('hidden from the user that the connector logs in as');
});
