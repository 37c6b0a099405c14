import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {runProgram, writeFiles} from '../fixtures/run-program.js';
import {expectRoundTrip, write} from './fixtures/round-trip.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

test('what arrives equals what left, or is rejected with a reason', () => expectRoundTrip(cohort));

test('numbers keep every digit in a text property', async () => {
  await cohort.addProperty('number_value', 'text');
  const literals = ['9007199254740993', '1e308', '0.10', '-12345678901234567890.5'];
  const data = literals.map(
    (literal, n) => `{"Email":"u${n}@example.com","number_value":${literal}}`,
  );
  const written = await write(cohort, data, {
    mapping: {Email: 'email', number_value: 'number_value'},
  });
  expect(written.exitCode).toBe(0);
  const users = await cohort.users();
  expect(users.map(({properties}) => properties.number_value).toSorted()).toEqual(
    ['9007199254740993', `1${'0'.repeat(308)}`, '0.1', '-12345678901234567890.5'].toSorted(),
  );
});

test('the state comes back verbatim, once the rejected records are stored', async () => {
  const {folder} = await writeFiles({});
  const data = ['{"Email":"ann@example.com"}', '{"Email":null,"text_value":"secret?"}'];
  const {messages, exitCode} = await write(cohort, data, {rejects_dir: folder});
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
  const written = await write(cohort, ['{"Email":"ann@example.com"}']);
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
