import {expect, onTestFinished, test} from 'vitest';
import {parseStates} from '../../spec/run/parse-inputs.js';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {runProgram, writeFiles} from '../fixtures/run-program.js';

const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];

test('a user property may have any name, and its values go both ways', async () => {
  const cohort = await startCohort();
  onTestFinished(() => cohort.close());
  for (const name of NAMES) await cohort.addProperty(name, 'text');
  const records = `{"email":"ann@shop.example",${NAMES.map(name => `"${name}":"of ${name}"`).join(',')}}`;
  const schema = `{"properties":{"email":{},${NAMES.map(name => `"${name}":{"type":"string"}`).join(',')}}}`;
  const catalog = (mode: string) =>
    `{"streams":[{"stream":{"name":"users","json_schema":${schema}},"sync_mode":"full_refresh","destination_sync_mode":"${mode}"}]}`;
  const files = await writeFiles({
    config: cohort.config,
    catalog: catalog('append_dedup'),
  });
  const args = ['--config', files.config, '--catalog', files.catalog];
  const input = [
    `{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":${records}}}`,
    '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"users"},"status":"COMPLETE"}}}',
  ];
  const written = await runProgram(
    'destination-cohort/main.js',
    ['write', ...args],
    `${input.join('\n')}\n`,
  );
  expect([written.exitCode, written.stdout]).toEqual([0, expect.any(String)]);
  const read = await runProgram('source-cohort/main.js', ['read', ...args]);
  const line = read.stdout.split('\n').find(text => text.startsWith('{"type":"RECORD"')) ?? '';
  for (const name of NAMES) expect(line).toContain(`"${name}":"of ${name}"`);
});

test('a state or a config cannot change what all objects have', () => {
  const hostile = JSON.parse(
    '[{"type":"STREAM","stream":{"stream_descriptor":{"name":"__proto__"},"stream_state":{"__proto__":{"polluted":true}}}}]',
  );
  const states = parseStates(hostile);
  expect(states.size).toBe(1);
  expect(({} as {polluted?: boolean}).polluted).toBeUndefined();
});
