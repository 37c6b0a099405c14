import {expect, onTestFinished, test} from 'vitest';
import {prepareUser} from '../../destination-cohort/users/prepare-user.js';
import {prepareRecord} from '../../destination-salesforce/match/index.js';
import {buildTarget} from '../../destination-salesforce/target/index.js';
import {parseStates} from '../../spec/runtime/command-line/parse-inputs.js';
import {describes} from '../destination-salesforce/fixtures/describes.js';
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
    'programs/destination-cohort/main.mjs',
    ['write', ...args],
    `${input.join('\n')}\n`,
  );
  expect([written.exitCode, written.stdout]).toEqual([0, expect.any(String)]);
  const read = await runProgram('programs/source-cohort/main.mjs', ['read', ...args]);
  const line = read.stdout.split('\n').find(text => text.startsWith('{"type":"RECORD"')) ?? '';
  for (const name of NAMES) expect(line).toContain(`"${name}":"of ${name}"`);
});

test.each([...NAMES, '__proto__'])(
  'a record without %s has no value for it, in either destination',
  async name => {
    const mapping = JSON.parse(`{"email":"Email","name":"LastName","${name}":"Description"}`);
    const {target} = await buildTarget({
      config: {client_id: 'x', mapping},
      describes,
      mode: 'upsert',
    });
    const data = {email: 'ann@shop.example', name: 'Ann'};
    expect(prepareRecord(data, target)).toMatchObject({
      cells: ['ann@shop.example', 'Ann', undefined],
    });

    const user = prepareUser({data, line: 1}, 0, {
      emailField: 'email',
      fields: [
        {source: name, target: name, isCore: false, type: 'text', kind: 'text', exists: true},
      ],
      rankFields: {cursor: name, primaryKey: name},
      clearEmpty: true,
    });
    expect(user).toMatchObject({email: 'ann@shop.example', values: [undefined]});
  },
);

test('a matching key of hostile form rejects its record or ranks it, and ends nothing', () => {
  const hostile = JSON.parse('{"email":"ann@shop.example","Id":{"toString":1,"valueOf":1}}');
  const user = prepareUser({data: hostile, line: 1}, 0, {
    emailField: 'email',
    fields: [],
    rankFields: {cursor: 'Id', primaryKey: 'Id'},
    clearEmpty: false,
  });
  expect(user).toMatchObject({email: 'ann@shop.example'});
});

test('a state or a config cannot change what all objects have', () => {
  const hostile = JSON.parse(
    '[{"type":"STREAM","stream":{"stream_descriptor":{"name":"__proto__"},"stream_state":{"__proto__":{"polluted":true}}}}]',
  );
  const states = parseStates(hostile);
  expect(states.size).toBe(1);
  expect(({} as {polluted?: boolean}).polluted).toBeUndefined();
});
