import {expect, test} from 'vitest';
import {catalogOf} from '../../../fixtures/catalog.js';
import {runProgram, startProgram, writeFiles} from '../../../fixtures/run-program.js';

const program = 'test/fixtures/source-numbers.js';

async function read({
  config = {},
  names = ['numbers'],
  state = [],
}: {
  config?: object;
  names?: string[];
  state?: unknown;
}) {
  const files = await writeFiles({
    config: {count: 2500, password: 'hunter22', ...config},
    catalog: catalogOf(names),
    state,
  });
  const argv = ['read', '--config', files.config, '--catalog', files.catalog];
  return runProgram(program, [...argv, '--state', files.state]);
}

test('spec, check and discover answer with one message each', async () => {
  const {config} = await writeFiles({config: {count: 1}});
  const [spec, check, discover] = await Promise.all([
    runProgram(program, ['spec']),
    runProgram(program, ['check', '--config', config]),
    runProgram(program, ['discover', '--config', config]),
  ]);
  expect(spec.messages.map(message => message.type)).toEqual(['SPEC']);
  expect(check.messages).toContainEqual({
    type: 'CONNECTION_STATUS',
    connectionStatus: {status: 'SUCCEEDED', message: 'Ready for 1 numbers.'},
  });
  expect(discover.messages.some(message => message.type === 'CATALOG')).toBe(true);
  expect([spec.exitCode, check.exitCode, discover.exitCode]).toEqual([0, 0, 0]);
});

test('a read gives every record, states with their counts, statuses in order, and what it cost', async () => {
  const {messages, exitCode} = await read({});
  const numbers = messages.flatMap(message =>
    message.type === 'RECORD' ? [message.record.data.n] : [],
  );
  expect(numbers).toEqual(Array.from({length: 2500}, (_, n) => n));
  const changed = messages.flatMap(message =>
    message.type === 'RECORD' && message.record.meta?.changes?.length
      ? [message.record.data.n]
      : [],
  );
  expect(changed).toEqual(numbers.filter(n => Number(n) % 7 === 0));
  const states = messages.flatMap(message => (message.type === 'STATE' ? [message.state] : []));
  expect(states.map(state => [state.stream?.stream_state, state.sourceStats?.recordCount])).toEqual(
    [
      [{next: 1000}, 1000],
      [{next: 2000}, 1000],
      [{next: 2500}, 500],
    ],
  );
  const statuses = messages.flatMap(message =>
    message.type === 'TRACE' ? [message.trace.stream_status?.status ?? message.trace.type] : [],
  );
  expect(statuses).toEqual(['STARTED', 'ESTIMATE', 'RUNNING', 'RUNNING', 'COMPLETE', 'ANALYTICS']);
  const reasons = messages.flatMap(message =>
    message.type === 'TRACE' ? (message.trace.stream_status?.reasons ?? []) : [],
  );
  expect(reasons).toEqual([{type: 'RATE_LIMITED', rate_limited: {quota_reset: 1_900_000_000_000}}]);
  expect(messages).toContainEqual(
    expect.objectContaining({
      trace: expect.objectContaining({analytics: {type: 'api-calls', value: '3'}}),
    }),
  );
  expect(exitCode).toBe(0);
});

test('a read goes on from a state', async () => {
  const stream = {stream_descriptor: {name: 'numbers'}, stream_state: {next: 2400}};
  const {messages} = await read({state: [{type: 'STREAM', stream}]});
  expect(messages.filter(message => message.type === 'RECORD')).toHaveLength(100);
});

test.each([
  ['silent', [0]],
  ['unfinished', [0, 1]],
])('a stream that is %s still ends with a state', async (name, counts) => {
  const {messages} = await read({names: [name]});
  const states = messages.flatMap(message => (message.type === 'STATE' ? [message.state] : []));
  expect(states.map(({sourceStats}) => sourceStats?.recordCount)).toEqual(counts);
});

test('a stream that fails is reported, the others go on, and the run ends with 1', async () => {
  const {messages, exitCode} = await read({config: {fail_at: 1500}, names: ['numbers', 'silent']});
  const traces = messages.flatMap(message => (message.type === 'TRACE' ? [message.trace] : []));
  expect(traces.find(trace => trace.error)?.error).toMatchObject({
    message: 'The line broke at 1500.',
    failure_type: 'transient_error',
    stream_descriptor: {name: 'numbers'},
  });
  expect(traces.flatMap(trace => trace.stream_status ?? [])).toMatchObject([
    {stream_descriptor: {name: 'numbers'}, status: 'STARTED'},
    {status: 'RUNNING'},
    {status: 'INCOMPLETE'},
    {stream_descriptor: {name: 'silent'}, status: 'STARTED'},
    {status: 'COMPLETE'},
  ]);
  expect(exitCode).toBe(1);
});

test('check answers FAILED and exits with 0 when the config is at fault', async () => {
  const files = await writeFiles({
    wrong: {count: 1, password: 'wrong'},
    broken: {count: 'many', password: 'hunter22'},
    text: '{',
  });
  const [wrong, broken, text] = await Promise.all(
    [files.wrong, files.broken, files.text].map(config =>
      runProgram(program, ['check', '--config', config]),
    ),
  );
  expect(wrong?.messages).toContainEqual({
    type: 'CONNECTION_STATUS',
    connectionStatus: {status: 'FAILED', message: 'The password ********** is refused.'},
  });
  expect(broken?.stdout).toContain('at /count: found \\"many\\", wanted: integer');
  expect(text?.stdout).toContain('is not valid JSON');
  expect([wrong?.exitCode, broken?.exitCode, text?.exitCode]).toEqual([0, 0, 0]);
});

test('a secret never comes out, neither an old one nor a rotated one, but in CONTROL', async () => {
  const {messages, stderr} = await read({config: {rotate_to: 'rotated-password', count: 1}});
  const control = messages.filter(message => message.type === 'CONTROL');
  expect(control).toMatchObject([
    {control: {connectorConfig: {config: {password: 'rotated-password'}}}},
  ]);
  const rest = JSON.stringify(messages.filter(message => message.type !== 'CONTROL')) + stderr;
  expect(rest).toContain('Connected with ********** **********');
  expect(rest).not.toMatch(/hunter22|rotated-password/);
});

test('a wrong command line exits with 2 and leaves stdout alone', async () => {
  const runs = await Promise.all(
    [[], ['write'], ['read'], ['spec', '--nope']].map(argv => runProgram(program, argv)),
  );
  for (const {exitCode, stdout, stderr} of runs) {
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('source-numbers: ');
  }
});

test('a reader that goes away ends the source', async () => {
  const files = await writeFiles({config: {count: 5_000_000}, catalog: catalogOf(['numbers'])});
  const {child, finished} = startProgram(program, [
    'read',
    '--config',
    files.config,
    '--catalog',
    files.catalog,
  ]);
  child.stdout.once('data', () => child.stdout.destroy());
  expect((await finished).exitCode).toBe(1);
});

test('SIGTERM is died of, as runners expect', async () => {
  const files = await writeFiles({config: {count: 50_000_000}, catalog: catalogOf(['numbers'])});
  const {child, finished} = startProgram(program, [
    'read',
    '--config',
    files.config,
    '--catalog',
    files.catalog,
  ]);
  child.stdout.once('data', () => {
    child.stdout.pause();
    child.kill('SIGTERM');
    child.stdout.resume();
  });
  expect((await finished).signal).toBe('SIGTERM');
});
