import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {runBin} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const LAUGHS = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghijkl'].map((letter, index) => {
    const before = `*${'abcdefghijk'[index]}`;
    return `${letter}: &${letter} [${Array(9).fill(before).join(', ')}]`;
  }),
].join('\n');

describe('a connection that would exhaust the machine is refused', () => {
  test.each([
    ['a billion laughs', LAUGHS, /refers to itself too often/],
    ['20,000 nested lists', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, /nested deeper/],
    ['20,000 nested items', `a:\n  ${'- '.repeat(20_000)}b`, /nested deeper/],
    ['megabytes', `a: ${'x'.repeat(2_000_000)}`, /larger/],
    ['itself', 'salesforce: &a\n  again: *a\n', /refers to itself too often/],
    ['a function', 'salesforce: !!js/function "() => 1"\n', /on line 1: tag resolve failed/],
  ])('%s', async (_, text, message) => {
    const path = join(await temporaryFolder(), 'acme.yaml');
    await writeFile(path, text);
    const {code, stderr} = await runBin('harness', ['check', '--connection', path]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe.each(['config', 'catalog', 'state'])('a %s that is nested too deep', name => {
  test('is a config error and not a crash', async () => {
    const folder = await temporaryFolder();
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const stream = {name: 'users', json_schema: {}};
    const modes = {sync_mode: 'full_refresh', destination_sync_mode: 'append'};
    const files: Record<string, string> = {
      config: JSON.stringify({api_key: 'test_12345', api_url: 'http://127.0.0.1:9'}),
      catalog: JSON.stringify({streams: [{stream, ...modes}]}),
      state: '[]',
      [name]: deep,
    };
    const args = ['read'];
    for (const [kind, text] of Object.entries(files)) {
      const path = join(folder, `${kind}.json`);
      await writeFile(path, text);
      args.push(`--${kind}`, path);
    }
    const {code, stdout} = await runBin('source-cohort', args);
    const traces = stdout.split('\n').filter(line => line.includes('"ERROR"'));
    expect(traces.length).toBe(1);
    expect(JSON.parse(traces[0] ?? '').trace.error).toMatchObject({
      failure_type: 'config_error',
      message: expect.stringMatching(new RegExp(`${name}: it is nested more than 500 levels deep`)),
    });
    expect(code).toBe(1);
  });
});
