import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {runProgram, writeFiles} from '../fixtures/run-program.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {type Org, startOrg} from './fixtures/org.js';
import {mapping, userOf, userStream, usersOf} from './fixtures/users.js';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.close());

const record = (data: unknown) => ({
  type: 'RECORD',
  record: {stream: 'users', data, emitted_at: 1},
});
const state = (cursor: number) => ({
  type: 'STATE',
  state: {
    type: 'STREAM',
    stream: {stream_descriptor: {name: 'users'}, stream_state: {version: 1, cursor}},
    id: cursor,
  },
});
const lines = (messages: readonly unknown[]) =>
  messages.map(message => `${JSON.stringify(message)}\n`).join('');

async function write(input: string, config: object = {}) {
  const rejects_dir = await temporaryFolder();
  const files = await writeFiles({
    config: {...org.config, mapping, rejects_dir, ...config},
    catalog: {streams: [userStream()]},
  });
  const argv = ['write', '--config', files.config, '--catalog', files.catalog];
  const finished = await runProgram('programs/destination-salesforce/main.mjs', argv, input);
  const rejects = await readFile(join(rejects_dir, 'users.jsonl'), 'utf8').catch(() => '');
  return {
    ...finished,
    rejects: rejects
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line)),
  };
}

test('states come back in order, with the counts of what is before them', async () => {
  const input = lines([
    ...usersOf(3).map(record),
    state(1),
    record({...userOf(4), email: 'nobody'}),
    record({...userOf(5), firstName: 'x'.repeat(41)}),
    state(2),
    record({...userOf(1), points: 100}),
    state(3),
  ]);
  const {exitCode, messages, rejects} = await write(input);
  expect(exitCode).toBe(0);
  expect(messages.filter(({type}) => type === 'STATE')).toMatchObject([
    {
      state: {
        id: 1,
        destinationStats: {recordCount: 3, additionalStats: {created: 2, duplicates: 1}},
      },
    },
    {state: {id: 2, destinationStats: {recordCount: 0, rejectedRecordCount: 2}}},
    {state: {id: 3, destinationStats: {recordCount: 1, additionalStats: {created: 1}}}},
  ]);
  expect(rejects).toEqual([
    {
      key: 'nobody',
      code: 'INVALID_EMAIL_ADDRESS',
      message: 'Email: invalid email address: nobody',
      fields: ['Email'],
      record: {...userOf(4), email: 'nobody'},
    },
    expect.objectContaining({code: 'STRING_TOO_LONG', fields: ['FirstName']}),
  ]);
});

test('a run reports its API calls, and why it failed', async () => {
  const {messages} = await write(lines([record(userOf(1)), state(1)]));
  const calls = (await org.stats()).apiRequests;
  expect(messages).toContainEqual(
    expect.objectContaining({
      trace: expect.objectContaining({analytics: {type: 'api-calls', value: String(calls)}}),
    }),
  );
  const failed = await write('', {mapping: {...mapping, x: 'X__c'}});
  expect(failed.exitCode).toBe(1);
  expect(failed.messages).toContainEqual(
    expect.objectContaining({
      trace: expect.objectContaining({
        error: expect.objectContaining({failure_type: 'config_error'}),
      }),
    }),
  );
});
