import type {AirbyteMessage} from '@cohort-salesforce/spec';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {type Finished, runProgram, writeFiles} from '../fixtures/run-program.js';
import {boolean, contactStream, date, number, type Schemas, text} from './fixtures/contacts.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

const schemas: Schemas = {text_value: text, number_value: number, bool_value: boolean, day: date};

/** Runs `destination-cohort write` over records given as the JSON text of their data. */
async function write(data: readonly string[], config: object = {}) {
  const files = await writeFiles({
    config: {...cohort.config, ...config},
    catalog: {streams: [contactStream(schemas)]},
  });
  const records = data.map(
    each => `{"type":"RECORD","record":{"stream":"Contact","emitted_at":1,"data":${each}}}`,
  );
  const state = {
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: {stream_descriptor: {name: 'Contact'}, stream_state: {at: 'the end'}},
      id: 7,
    },
  };
  const input = [...records, JSON.stringify(state), ''].join('\n');
  const argv = ['write', '--config', files.config, '--catalog', files.catalog];
  return runProgram('programs/destination-cohort/main.mjs', argv, input);
}

/** Runs `source-cohort read` and gives back the text of each user's data by email. */
async function read(): Promise<Map<string, string>> {
  const files = await writeFiles({config: cohort.config});
  const discovered = await runProgram('programs/source-cohort/main.mjs', [
    'discover',
    '--config',
    files.config,
  ]);
  const found = discovered.messages.find(({type}) => type === 'CATALOG');
  const stream =
    found?.type === 'CATALOG' && found.catalog.streams.find(({name}) => name === 'users');
  const {catalog} = await writeFiles({
    catalog: {
      streams: [{stream, sync_mode: 'incremental', destination_sync_mode: 'append_dedup'}],
    },
  });
  const argv = ['read', '--config', files.config, '--catalog', catalog];
  const {stdout, exitCode} = await runProgram('programs/source-cohort/main.mjs', argv);
  expect(exitCode).toBe(0);
  const lines = stdout.split('\n').filter(line => line.includes('"RECORD"'));
  return new Map(lines.map(line => [JSON.parse(line).record.data.email, line]));
}

function statsOf({messages}: Finished) {
  const states = messages.filter(
    (message): message is Extract<AirbyteMessage, {type: 'STATE'}> => message.type === 'STATE',
  );
  return states.at(-1)?.state.destinationStats;
}

const hostileTexts = [
  '👩‍👩‍👧‍👦 family, 🇫🇷 flag, 𝒜 astral',
  'שלום عليكم \u202eright to left\u202c',
  'x'.repeat(32_000),
  '007',
  '1e5',
  '-0',
  'true',
  'null',
  '2024-02-30',
  '=HYPERLINK("http://example.com")',
  '"quotes", commas, \\backslashes\\ and\nnew\r\nlines\ttabs',
  '\u0000NUL and \u001b[31mcolour',
  '  blanks around  ',
  '__proto__',
  '{"json":"text"}',
  'e\u0301 is not \u00e9 here',
  '\u2028\u2029\ufeff',
];
const numbers = [
  '1e308',
  '-0',
  '0',
  '5e-324',
  '0.1',
  '9007199254740991',
  '-1.7976931348623157e308',
];
const inexact = ['9007199254740993', '1e400', '0.12345678901234567890123'];
const days = ['0001-01-01', '1752-09-14', '1899-12-31', '2000-02-29', '2101-01-01', '9999-12-31'];
const noDays = ['2023-02-29', '0000-00-00', '31/12/2020', 'soon'];

test('what arrives equals what left, or is rejected with a reason', async () => {
  const data: string[] = [];
  const wanted = new Map<string, [string, string]>();
  const add = (field: string, literal: string, isFine = true) => {
    const email = `user${data.length}@example.com`;
    data.push(`{"Email":"${email}","${field}":${literal}}`);
    if (isFine) wanted.set(email, [field, literal]);
  };
  for (const value of hostileTexts) add('text_value', JSON.stringify(value));
  for (const literal of numbers) add('number_value', literal);
  for (const literal of inexact) add('number_value', literal, false);
  for (const value of days) add('day', JSON.stringify(value));
  for (const value of noDays) add('day', JSON.stringify(value), false);
  for (const literal of ['true', 'false']) add('bool_value', literal);
  for (const literal of ['1', '"yes"']) add('bool_value', literal, false);

  const fields = Object.keys(schemas);
  const mapping = Object.fromEntries(['email', ...fields].map((to, n) => [n ? to : 'Email', to]));
  const written = await write(data, {mapping});
  expect(written.exitCode).toBe(0);
  const bad = data.length - wanted.size;
  expect(bad).toBe(inexact.length + noDays.length + 2);
  expect(statsOf(written)).toEqual({
    recordCount: wanted.size,
    rejectedRecordCount: bad,
    additionalStats: {created: wanted.size, updated: 0, unchanged: 0, duplicates: 0},
  });
  const found = await read();
  expect([...found.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
  for (const [email, [field, literal]] of wanted) {
    const line = JSON.parse(found.get(email) ?? '').record.data;
    expect([email, line[field]]).toEqual([email, literal === '-0' ? 0 : JSON.parse(literal)]);
  }

  const again = await write(data, {mapping});
  expect(statsOf(again)?.additionalStats).toEqual({
    created: 0,
    updated: 0,
    unchanged: wanted.size,
    duplicates: 0,
  });
  expect(await cohort.users()).toHaveLength(wanted.size);
});

test('numbers keep every digit in a text property', async () => {
  await cohort.addProperty('number_value', 'text');
  const literals = ['9007199254740993', '1e308', '0.10', '-12345678901234567890.5'];
  const data = literals.map(
    (literal, n) => `{"Email":"u${n}@example.com","number_value":${literal}}`,
  );
  const written = await write(data, {mapping: {Email: 'email', number_value: 'number_value'}});
  expect(written.exitCode).toBe(0);
  const users = await cohort.users();
  expect(users.map(({properties}) => properties.number_value).toSorted()).toEqual(
    ['9007199254740993', `1${'0'.repeat(308)}`, '0.1', '-12345678901234567890.5'].toSorted(),
  );
});

test('the state comes back verbatim, once the rejected records are stored', async () => {
  const {folder} = await writeFiles({});
  const data = ['{"Email":"ann@example.com"}', '{"Email":null,"text_value":"secret?"}'];
  const {messages, exitCode} = await write(data, {rejects_dir: folder});
  expect(exitCode).toBe(0);
  const [state] = messages.filter(({type}) => type === 'STATE');
  expect(state).toEqual({
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: {stream_descriptor: {name: 'Contact'}, stream_state: {at: 'the end'}},
      id: 7,
      destinationStats: {
        recordCount: 1,
        rejectedRecordCount: 1,
        additionalStats: {created: 1, updated: 0, unchanged: 0, duplicates: 0},
      },
    },
  });
  const {readFile} = await import('node:fs/promises');
  const rejects = await readFile(`${folder}/Contact.jsonl`, 'utf8');
  expect(JSON.parse(rejects)).toMatchObject({code: 'EMAIL_MISSING', fields: ['Email']});
});

test('no output of either connector contains the API key', async () => {
  const outputs: string[] = [];
  const written = await write(['{"Email":"ann@example.com"}']);
  outputs.push(written.stdout, written.stderr);
  const key = 'test_wrong_key_of_someone';
  const files = await writeFiles({config: {...cohort.config, api_key: key}});
  for (const program of ['source-cohort', 'destination-cohort']) {
    for (const command of ['check', 'discover']) {
      const argv = [command, '--config', files.config];
      const {stdout, stderr} = await runProgram(`${program}/main.js`, argv);
      outputs.push(stdout, stderr);
    }
  }
  expect(outputs.join('')).not.toContain(key);
  expect(outputs.join('')).not.toContain(cohort.apiKey);
  expect(outputs.join('')).toContain('does not accept the API key');
});
