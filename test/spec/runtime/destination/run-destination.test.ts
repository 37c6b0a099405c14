import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {AirbyteMessage} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {catalogOf} from '../../../fixtures/catalog.js';
import {runProgram, startProgram, writeFiles} from '../../../fixtures/run-program.js';

const program = 'test/fixtures/destination-memory.js';

const record = (n: number | null, stream = 'numbers') =>
  `{"type":"RECORD","record":{"stream":"${stream}","data":{"n":${n}},"emitted_at":1}}`;
const state = (id: number, stream = 'numbers') =>
  `{"type":"STATE","state":{"type":"STREAM","id":${id},"big":9007199254740993,"stream":{"stream_descriptor":{"name":"${stream}"},"stream_state":{"next":${id}}}}}`;

function records(from: number, to: number): string[] {
  return Array.from({length: to - from}, (_, index) => record(from + index));
}

async function prepare(config: object = {}, names = ['numbers'], namespace?: string) {
  const {streams} = catalogOf(names);
  const catalog = {
    streams: streams.map(each => ({
      ...each,
      stream: {...each.stream, ...(namespace && {namespace})},
    })),
  };
  const files = await writeFiles({catalog, config: ''});
  const rejects = join(files.folder, 'rejects');
  const withConfig = await writeFiles({config: {rejects_dir: rejects, ...config}});
  return {rejects, argv: ['write', '--config', withConfig.config, '--catalog', files.catalog]};
}

function statesOf(messages: readonly AirbyteMessage[]) {
  return messages.flatMap(message => (message.type === 'STATE' ? [message.state] : []));
}

test('each state comes back in order with what became of the records before it', async () => {
  const {argv} = await prepare();
  const input = [
    ...records(0, 250),
    state(1),
    state(2),
    ...records(248, 300),
    record(null),
    state(3),
  ];
  const {messages, exitCode} = await runProgram(program, argv, input.join('\n'));
  expect(statesOf(messages)).toMatchObject([
    {
      id: 1,
      destinationStats: {
        recordCount: 125,
        rejectedRecordCount: 125,
        additionalStats: {created: 125, updated: 0, unchanged: 0, duplicates: 0},
      },
    },
    {id: 2, destinationStats: {recordCount: 0, rejectedRecordCount: 0}},
    {
      id: 3,
      destinationStats: {
        recordCount: 27,
        rejectedRecordCount: 26,
        additionalStats: {created: 25, unchanged: 2, duplicates: 1},
      },
    },
  ]);
  expect(exitCode).toBe(0);
});

test('a state comes back verbatim, numbers beyond a double included', async () => {
  const {argv} = await prepare();
  const {stdout} = await runProgram(program, argv, state(7));
  const echoed = stdout.trim().replace(/,"destinationStats":.*/, '}}');
  expect(echoed).toBe(state(7));
});

test('a state comes back while the input is still open', async () => {
  const {argv} = await prepare();
  const {child, finished} = startProgram(program, argv);
  child.stdin.write(`${[...records(0, 10), state(1)].join('\n')}\n`);
  await new Promise<void>(resolve =>
    child.stdout.on('data', data => String(data).includes('STATE') && resolve()),
  );
  child.stdin.end();
  expect((await finished).exitCode).toBe(0);
});

test('a writer that collects records writes them when the input pauses', async () => {
  const {argv} = await prepare({hold: true});
  const {child, finished} = startProgram(program, argv);
  child.stdin.write(`${[...records(0, 1000), state(1)].join('\n')}\n`);
  await new Promise<void>(resolve =>
    child.stdout.on('data', data => String(data).includes('STATE') && resolve()),
  );
  child.stdin.end();
  expect((await finished).exitCode).toBe(0);
});

test('rejected records are on the disk before their state goes back, and only once', async () => {
  const {argv, rejects} = await prepare();
  const input = [...records(0, 6), state(1)].join('\n');
  await runProgram(program, argv, input);
  const first = await readFile(join(rejects, 'numbers.jsonl'), 'utf8');
  expect(
    first
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual(
    [1, 3, 5].map(n => ({key: String(n), code: 'ODD', message: 'odd', fields: ['n'], record: {n}})),
  );
  await runProgram(program, argv, input);
  expect(await readFile(join(rejects, 'numbers.jsonl'), 'utf8')).toBe(first);
  expect((await stat(join(rejects, 'numbers.jsonl'))).mode & 0o777).toBe(0o600);
});

test('no stream name leads out of the folder of rejects', async () => {
  const name = '../../etc/passwd';
  const {argv, rejects} = await prepare({}, [name]);
  await runProgram(program, argv, record(1, name));
  expect(await readFile(join(rejects, '%2E%2E%2F%2E%2E%2Fetc%2Fpasswd.jsonl'), 'utf8')).toContain(
    'ODD',
  );
});

test('when the writer fails, only the states before the failure come back', async () => {
  const {argv} = await prepare({fail_at: 150});
  const input = [
    ...records(0, 100),
    state(1),
    ...records(100, 200),
    state(2),
    ...records(200, 300),
    state(3),
  ];
  const {messages, exitCode} = await runProgram(program, argv, input.join('\n'));
  expect(statesOf(messages)).toMatchObject([{id: 1}]);
  expect(messages).toContainEqual(
    expect.objectContaining({
      trace: expect.objectContaining({
        error: expect.objectContaining({
          message: 'The system is away.',
          failure_type: 'transient_error',
        }),
      }),
    }),
  );
  expect(exitCode).toBe(1);
});

test('a broken line ends the run, but what came before it is kept', async () => {
  const {argv} = await prepare({hold: true});
  const input = [
    ...records(0, 10),
    state(1),
    '{"type":"RECORD","record":{"stre',
    ...records(10, 20),
    state(2),
  ];
  const {messages, exitCode, stdout} = await runProgram(program, argv, input.join('\n'));
  expect(statesOf(messages)).toHaveLength(1);
  expect(stdout).toContain('line 12 is not an Airbyte message');
  expect(exitCode).toBe(1);
});

test('a message of an unknown type is ignored, and said so once', async () => {
  const {argv} = await prepare();
  const input = ['{"type":"FUTURE"}', '', '{"type":"FUTURE"}', record(6), state(1)].join('\r\n');
  const {messages, exitCode} = await runProgram(program, argv, input);
  const warnings = messages.flatMap(message =>
    message.type === 'LOG' ? [message.log.message] : [],
  );
  expect(warnings).toEqual(['Ignored: messages of type "FUTURE" (first on line 1).']);
  expect(statesOf(messages)).toMatchObject([{destinationStats: {recordCount: 1}}]);
  expect(exitCode).toBe(0);
});

test('a record of a stream that is not in the catalog ends the run before its state', async () => {
  const {argv} = await prepare();
  const input = [record(2), state(1), record(4, 'other'), state(2)].join('\n');
  const {messages, exitCode, stdout} = await runProgram(program, argv, input);
  expect(stdout).toContain('line 3 has a record of the stream \\"other\\", which is not in the');
  expect(statesOf(messages)).toMatchObject([{id: 1}]);
  expect(exitCode).toBe(1);
});

test('records and states without the namespace belong to the one stream of that name', async () => {
  const {argv} = await prepare({}, ['numbers'], 'shop');
  const input = [record(2), record(3), state(1)].join('\n');
  const {messages, exitCode} = await runProgram(program, argv, input);
  expect(statesOf(messages)).toMatchObject([
    {destinationStats: {recordCount: 1, rejectedRecordCount: 1}},
  ]);
  expect(exitCode).toBe(0);
});

test('a global state waits for all streams', async () => {
  const {argv} = await prepare({}, ['numbers', 'others']);
  const global = '{"type":"STATE","state":{"type":"GLOBAL","global":{"stream_states":[]}}}';
  const input = [record(2), record(4, 'others'), record(3, 'others'), global].join('\n');
  const {messages} = await runProgram(program, argv, input);
  expect(statesOf(messages)).toMatchObject([
    {destinationStats: {recordCount: 2, rejectedRecordCount: 1}},
  ]);
});
