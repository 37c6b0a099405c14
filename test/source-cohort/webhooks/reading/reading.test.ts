import {appendFile, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {validateConfig} from '../../../../source-cohort/generated/validators.js';
import {source} from '../../../../source-cohort/source.js';
import {temporaryFolder} from '../../../fixtures/temporary-folder.js';
import {readWebhooks, storeEvents, withWebhooks} from '../fixtures/read-webhooks.js';

async function filesOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.jsonl')).sort();
  return names.map(name => join(folder, name));
}

async function lastFile(folder: string): Promise<string> {
  return (await filesOf(folder)).at(-1) ?? '';
}

const check = (folder: string) => withWebhooks(folder, session => source.check(session));

test('neither an API key nor a call is needed', () => {
  expect(validateConfig({channel: {type: 'webhooks', dir: '/x'}})).toBe(true);
  expect(validateConfig({channel: {type: 'webhooks'}})).toBe(false);
  expect(validateConfig({channel: {type: 'api'}})).toBe(false);
  expect(validateConfig({})).toBe(false);
});

test('user_events has the envelope as delivered, under the id of the message', async () => {
  const folder = await temporaryFolder();
  await storeEvents(folder, [{userId: 'ann', badgeId: 'gold', at: 0}]);
  const {records} = await readWebhooks(folder, 'user_events');
  expect(records).toEqual([
    {
      id: expect.stringMatching(/^msg_/),
      eventTime: '1970-01-01T00:00:00.000Z',
      eventType: 'cohort.badge.gained',
      properties: expect.objectContaining({badgeId: 'gold'}),
      resources: expect.objectContaining({badge: {id: 'gold', name: 'Gold'}}),
      user: {email: 'ann@example.com', id: 'ann', lang: 'en'},
    },
  ]);
});

test('users have the badges gained and not lost, also when the loss was delivered first', async () => {
  const folder = await temporaryFolder();
  await storeEvents(folder, [
    {userId: 'ann', badgeId: 'silver', badge: 'Silver', at: 5000, type: 'cohort.badge.lost'},
    {userId: 'ann', badgeId: 'gold', badge: 'Gold', at: 3000, lang: null},
    {userId: 'ann', badgeId: 'silver', badge: 'Silver', at: 1000, email: 'old@example.com'},
  ]);
  const {records} = await readWebhooks(folder, 'users');
  expect(records).toEqual([
    {
      id: 'ann',
      email: 'ann@example.com',
      lang: 'en',
      badges: [{id: 'gold', name: 'Gold', gainedAt: '1970-01-01T00:00:03.000Z'}],
      badgeIds: ['gold'],
      badgeNames: ['Gold'],
      updatedAt: '1970-01-01T00:00:05.000Z',
    },
  ]);
});

test('a run goes on where the last one ended, within a file and in the files after it', async () => {
  const folder = await temporaryFolder();
  await storeEvents(folder, [{userId: 'ann'}, {userId: 'bob'}]);
  const first = await readWebhooks(folder, 'users');
  expect(first.records.map(({id}) => id)).toEqual(['ann', 'bob']);
  expect((await readWebhooks(folder, 'users', first.state)).records).toEqual([]);
  const file = await lastFile(folder);
  const [line = ''] = (await readFile(file, 'utf8')).split('\n');
  await appendFile(file, `${line.replaceAll('"ann"', '"cat"')}\n`);
  await storeEvents(folder, [{userId: 'dan'}]);
  const second = await readWebhooks(folder, 'users', first.state);
  expect(second.records.map(({id}) => id)).toEqual(['cat', 'dan']);
});

test('a file that is gone ends nothing: a run goes on with the next one', async () => {
  const folder = await temporaryFolder();
  await storeEvents(folder, [{userId: 'ann'}]);
  const {state} = await readWebhooks(folder, 'users');
  await storeEvents(folder, [{userId: 'bob'}]);
  await rm((await filesOf(folder))[0] ?? '');
  const {records} = await readWebhooks(folder, 'users', state);
  expect(records.map(({id}) => id)).toEqual(['bob']);
});

test('a last line that is half written is left to the next run', async () => {
  const folder = await temporaryFolder();
  await storeEvents(folder, [{userId: 'ann'}, {userId: 'bob'}]);
  const file = await lastFile(folder);
  const whole = await readFile(file);
  await truncate(file, whole.length - 20);
  const first = await readWebhooks(folder, 'users');
  expect(first.records.map(({id}) => id)).toEqual(['ann']);
  await writeFile(file, whole);
  const second = await readWebhooks(folder, 'users', first.state);
  expect(second.records.map(({id}) => id)).toEqual(['bob']);
});

test('a state comes every few thousand events, and reading goes on from each', async () => {
  const folder = await temporaryFolder();
  const people = Array.from({length: 12_000}, (_, index) => ({userId: `user-${index}`}));
  await storeEvents(folder, people);
  const {records, states} = await readWebhooks(folder, 'user_events');
  expect(records).toHaveLength(12_000);
  expect(states.length).toBeGreaterThan(2);
  const rest = await readWebhooks(folder, 'user_events', states[0]);
  expect(rest.records.at(-1)).toEqual(records.at(-1));
  expect(records.slice(records.length - rest.records.length)).toEqual(rest.records);
});

test('a damaged line fails the run and is named, also in a later run', async () => {
  const folder = await temporaryFolder();
  await storeEvents(folder, [{userId: 'ann'}, {userId: 'bob'}]);
  const {state} = await readWebhooks(folder, 'users');
  const file = await lastFile(folder);
  await appendFile(file, '{"id":"x"}\n');
  await expect(readWebhooks(folder, 'users', state)).rejects.toThrow(`${file}, line 3: found no`);
});

test('a state of the API is rejected', async () => {
  const folder = await temporaryFolder();
  const reading = readWebhooks(folder, 'users', {version: 1, cursor: '2026-01-01', ids: []});
  await expect(reading).rejects.toThrow('Reset the stream');
});

test('check counts the events, and says what to do when there are none or no folder', async () => {
  const folder = await temporaryFolder();
  expect(await check(folder)).toContain('0 events in 0 files. Start cohort-webhooks');
  await storeEvents(folder, [{}, {}]);
  await storeEvents(folder, [{}]);
  expect(await check(folder)).toContain('3 events in 2 files.');
  await expect(check(join(folder, 'missing'))).rejects.toThrow('correct channel.dir');
});

test('discover offers users and user_events', async () => {
  const streams = await withWebhooks('/nowhere', async session => source.discover(session));
  expect(streams.map(({name}) => name)).toEqual(['user_events', 'users']);
});
