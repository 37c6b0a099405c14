import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {refuses, startConnect, TESTED, writeConnection} from './run-connect.js';

describe('harness connect cohort', () => {
  test.each([
    ['test_abc', /Connected with a test key: only test data/],
    ['live_abc', /Connected with a live key: real customers/],
  ])('stores %s, tells test from live, and does not show it', async (key, message) => {
    const {path, secretsPath} = writeConnection();
    const {finished} = await startConnect(['cohort', '--connection', path, ...TESTED], `${key}\n`);
    const {code, stderr} = await finished;
    expect(code).toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(key);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({cohort: {api_key: key}});
    expect(readdirSync(join(path, '..', 'acme.sync'))).toEqual([]);
  });

  test.each([' test_abc \r\n', '"test_abc"\n', 'Bearer test_abc\n'])(
    'stores the key alone of %j',
    async typed => {
      const {path, secretsPath} = writeConnection();
      const {finished} = await startConnect(['cohort', '--connection', path, ...TESTED], typed);
      expect((await finished).code).toBe(0);
      expect(parse(readFileSync(secretsPath, 'utf8')).cohort.api_key).toBe('test_abc');
    },
  );

  test('says so when the key was cut off', async () => {
    const {path} = writeConnection();
    const {finished} = await startConnect(['cohort', '--connection', path, ...TESTED], 'test_\n');
    expect((await finished).stderr).toContain('found test_ and nothing after it');
  });

  test('ends with one line of JSON for programs', async () => {
    const {path} = writeConnection();
    const args = ['cohort', '--connection', path, '--json', ...TESTED];
    const {finished} = await startConnect(args, 'test_abc\n');
    expect(JSON.parse((await finished).stdout)).toMatchObject({status: 'succeeded', errors: []});
  });

  test('keeps the key that is there when Cohort refuses the new one', async () => {
    const secrets = {cohort: {api_key: 'test_works'}};
    const {path, secretsPath} = writeConnection({secrets});
    const env = refuses('Cohort does not know the key test_wrong.');
    const args = ['cohort', '--connection', path, ...TESTED];
    const {code, stderr} = await (await startConnect(args, 'test_wrong\n', env)).finished;
    expect(code).toBe(2);
    expect(stderr).toContain('Cohort does not know the key **********.');
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual(secrets);
  });

  test('stores a key that cannot be tested now only where it replaces none', async () => {
    const env = {NUMBERS_SOURCE: JSON.stringify({checkError: 'Cohort cannot be reached.'})};
    for (const [secrets, code] of [
      [{}, 0],
      [{cohort: {api_key: 'test_old'}}, 1],
    ] as const) {
      const {path, secretsPath} = writeConnection({secrets});
      const {finished} = await startConnect(
        ['cohort', '--connection', path, ...TESTED],
        'test_new\n',
        env,
      );
      const ended = await finished;
      expect(ended.code).toBe(code);
      expect(ended.stderr).toContain('Cohort cannot be reached.');
      const {api_key} = parse(readFileSync(secretsPath, 'utf8')).cohort;
      expect(api_key).toBe(code === 0 ? 'test_new' : 'test_old');
    }
  });

  test.each(['', 'secret\n'])('refuses %j', async input => {
    const {path} = writeConnection();
    const {finished} = await startConnect(['cohort', '--connection', path], input);
    expect((await finished).code).toBe(2);
  });
});
