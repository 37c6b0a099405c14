import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {runBin} from '../fixtures/run-bin.js';

// How PyAirbyte runs connectors, without Python: test/interop has the real one.

const executable = (name: string) => new URL(`../../bin/${name}`, import.meta.url).pathname;

// Its messages have every key of the protocol's models.
const NULLS = Object.fromEntries(
  'log spec connectionStatus catalog record state trace control destination_catalog'
    .split(' ')
    .map(key => [key, null]),
);

interface Message {
  type: string;
  catalog?: {streams: {name: string; supported_sync_modes: string[]}[]};
  state?: {destinationStats: object};
}

const parse = (stdout: string): Message[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));

test('every stream is read incrementally, from files called .txt, with an empty array of states', async () => {
  const {folder} = await Emulators.forTest({contacts: 20, users: 10});
  const config = join(folder, 'source-cohort.json');
  const discovered = await runBin('source-cohort', ['discover', '--config', config]);
  const streams = parse(discovered.stdout).find(({catalog}) => catalog)?.catalog?.streams ?? [];
  const isFull = ({supported_sync_modes: modes}: {supported_sync_modes: string[]}) =>
    !modes.includes('incremental');
  expect(streams.filter(isFull)).not.toEqual([]);
  const modes = {sync_mode: 'incremental', destination_sync_mode: 'overwrite'};
  const catalog = join(folder, 'catalog.txt');
  await writeFile(catalog, JSON.stringify({streams: streams.map(stream => ({stream, ...modes}))}));
  const state = join(folder, 'state.txt');
  await writeFile(state, '[]');
  const read = await runBin('source-cohort', [
    'read',
    ...['--config', config, '--catalog', catalog, '--state', state],
  ]);
  expect(read.code).toBe(0);
  const stated = parse(read.stdout).filter(({type}) => type === 'STATE');
  expect(stated.length).toBeGreaterThanOrEqual(streams.length);
});

test.each(['source-salesforce', 'source-cohort', 'destination-cohort', 'destination-salesforce'])(
  '%s starts by itself, and dies by the signal when it is stopped after its first message',
  async name => {
    const {folder} = await Emulators.forTest({contacts: 20, users: 10});
    const child = spawn(executable(name), ['check', '--config', join(folder, `${name}.json`)], {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    // It may have ended before the signal came; what it must not do is to exit with a status of its own.
    expect([
      [null, 'SIGTERM'],
      [0, null],
    ]).toContainEqual(await closed);
  },
);

test('a destination that waits for more dies by the signal', async () => {
  const {folder} = await Emulators.forTest({contacts: 20, users: 10});
  const arguments_ = await cachedRun(folder);
  const child = spawn(executable('destination-cohort'), arguments_.argv, {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  child.stdin.write(arguments_.input);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await closed).toEqual([null, 'SIGTERM']);
});

test('rows of a cache are written: null for every absent key, seconds, columns for names, one state at the end', async () => {
  const emulators = await Emulators.forTest({contacts: 20, users: 10});
  const {argv, input} = await cachedRun(emulators.folder);
  const {code, stdout} = await runBin('destination-cohort', argv, input);
  expect(code).toBe(0);
  expect(parse(stdout).filter(({type}) => type === 'STATE')).toMatchObject([
    {state: {destinationStats: {recordCount: 1, rejectedRecordCount: 0}}},
  ]);
  const users = await emulators.cohortUsers();
  expect(users).toContainEqual(
    expect.objectContaining({email: 'cached@example.com', firstName: 'Cached'}),
  );
});

/** One row of a stream that PyAirbyte has cached, in its words. */
async function cachedRun(folder: string) {
  const properties = {Id: {type: 'string'}, Email: {type: 'string'}, FirstName: {type: 'string'}};
  const stream = {
    name: 'Contact',
    json_schema: {type: 'object', properties},
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_primary_key: [['Id']],
  };
  const modes = {sync_mode: 'incremental', destination_sync_mode: 'append_dedup'};
  const catalog = join(folder, 'configured.txt');
  const configured = {stream, ...modes, primary_key: [['Id']]};
  await writeFile(catalog, JSON.stringify({streams: [configured]}));
  const config = join(folder, 'destination-cohort.json');
  const {rejects_dir: _, ...settings} = JSON.parse(await readFile(config, 'utf8'));
  await writeFile(config, JSON.stringify(settings));
  const descriptor = {name: 'Contact', namespace: null};
  const data = {id: '003A', email: 'cached@example.com', firstname: 'Cached'};
  const added = {_airbyte_raw_id: '01', _airbyte_extracted_at: '2026-01-01', _airbyte_meta: {}};
  const record = {stream: 'Contact', namespace: null, data: {...data, ...added}};
  const state = {type: 'STREAM', stream: {stream_descriptor: descriptor, stream_state: {a: 1}}};
  const stats = {global: null, data: null, sourceStats: null, destinationStats: null};
  const status = {stream_descriptor: descriptor, status: 'COMPLETE', reasons: null};
  const trace = {type: 'STREAM_STATUS', emitted_at: 1795392907.8, stream_status: status};
  const messages = [
    {...NULLS, type: 'RECORD', record: {...record, emitted_at: 1795392907, meta: null}},
    {...NULLS, type: 'STATE', state: {...state, ...stats}},
    {...NULLS, type: 'TRACE', trace: {...trace, error: null, estimate: null, analytics: null}},
  ];
  return {
    argv: ['write', '--config', config, '--catalog', catalog],
    input: messages.map(message => `${JSON.stringify(message)}\n`).join(''),
  };
}
