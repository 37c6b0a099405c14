import {readFileSync} from 'node:fs';
import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {readRun} from '../read/read-run.js';

interface Exchange {
  method: string;
  url: string;
  headers: Record<string, string>;
}

let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 30, bulkPageSize: 20});
});

afterAll(() => emulator.close());

async function requests(): Promise<Exchange[]> {
  const answer = await fetch(`${emulator.url}/__emulator/requests`);
  return (await answer.json()) as Exchange[];
}

test('every call says who makes it: the login, REST and the Bulk API', async () => {
  await readRun(emulator, {config: {force_use_bulk_api: true}});
  await readRun(emulator);
  const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};
  const name = `cohort-salesforce-connectors/${version}`;
  const calls = await requests();
  for (const part of ['/oauth2/token', '/query?', '/describe', '/jobs/query', '/results'])
    expect(calls.some(({url}) => url.includes(part))).toBe(true);
  for (const {url, headers} of calls) {
    expect.soft(headers['user-agent'], url).toBe(name);
    expect.soft(headers['sforce-call-options'], url).toBe(`client=${name}`);
  }
});

test('every call is made in the configured API version', async () => {
  await fetch(`${emulator.url}/__emulator/reset`, {method: 'POST'});
  await readRun(emulator, {config: {force_use_bulk_api: true, api_version: '60.0'}});
  const calls = (await requests()).filter(({url}) => url.startsWith('/services/data/'));
  expect(calls.length).toBeGreaterThan(3);
  for (const {url} of calls) expect(url).toMatch(/^\/services\/data\/v60\.0\//);
});

test('a bulk job is left to the version of the API that began it', async () => {
  const killed = await readRun(emulator, {
    config: {force_use_bulk_api: true, api_version: '60.0'},
    until: ({kind}) => kind === 'state',
  });
  const run = await readRun(emulator, {
    config: {force_use_bulk_api: true},
    state: killed.states.at(-1),
  });
  expect(run.error).toBeUndefined();
  expect(run.records).toHaveLength(30);
});
