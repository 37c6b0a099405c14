import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {Fixture} from './fixture.js';

const ids = (count: number, from = 0) => Array.from({length: count}, (_, index) => from + index);

describe('harness run', () => {
  test('moves all records, keeps the last state without counts and says what happened', async () => {
    const fixture = new Fixture({source: {records: 12}, destination: {rejectEvery: 3}});
    const {code, summary} = await fixture.run();
    expect(code).toBe(0);
    expect(fixture.receivedIds).toEqual(ids(12));
    expect(summary).toMatchObject({
      status: 'succeeded',
      exit_reason: 'completed',
      streams: [{stream: 'numbers', read: 12, created: 10, rejected: 2}],
      api_calls: {'numbers-source': 3, 'file-destination': 2},
      errors: [],
    });
    expect(fixture.read('state.json')).toEqual([
      {
        type: 'STREAM',
        stream: {
          stream_descriptor: {name: 'numbers'},
          stream_state: {version: 1, next: 12, exact: 'kept'},
        },
        unknown: {kept: true},
      },
    ]);
    expect(existsSync(fixture.path('state.json.lock'))).toBe(false);
  });

  test('goes on from the kept state', async () => {
    const fixture = new Fixture({source: {records: 5}});
    await fixture.run();
    fixture.write('source.json', {records: 8});
    const {summary} = await fixture.run();
    expect(summary.streams[0]?.read).toBe(3);
    expect(fixture.receivedIds).toEqual(ids(8));
  });

  test('forwards only records and states, numbered, and says itself that the stream begins and is complete', async () => {
    const fixture = new Fixture({source: {records: 10, lines: ['hello', '', '{"type":"NEW"}']}});
    await fixture.run();
    const types = fixture.received.filter(({type}) => type !== 'RECORD').map(({type}) => type);
    expect(types).toEqual(['TRACE', 'STATE', 'STATE', 'TRACE']);
    expect(fixture.statuses).toEqual(['STARTED', 'COMPLETE']);
    const states = fixture.received.filter(({type}) => type === 'STATE');
    expect(states.map(({state}) => state)).toMatchObject([
      {id: 1, sourceStats: {recordCount: 5}, unknown: {kept: true}},
      {id: 2, sourceStats: {recordCount: 5}},
    ]);
    expect(fixture.received.at(-1)).toMatchObject({trace: {type: 'STREAM_STATUS'}});
  });

  test('passes records on byte by byte, in whatever order their keys stand', async () => {
    const own = new Fixture({source: {records: 3}});
    const foreign = new Fixture({source: {records: 3, spelling: 'foreign'}});
    await own.run();
    await foreign.run();
    const line = (fixture: Fixture) => readFileSync(fixture.out, 'utf8').split('\n')[2];
    expect(line(own)).toMatch(/^\{"type":"RECORD","record":\{"stream":"numbers","emitted_at":/);
    expect(line(foreign)).toMatch(/^\{"record":\{"data":\{"id":1,.*"type":"RECORD","log":null\}$/);
    expect(foreign.receivedIds).toEqual(ids(3));
  });

  test('gives a stream without any state an empty one, so that its results come back', async () => {
    const fixture = new Fixture({source: {records: 4, noState: true}});
    const {code, summary} = await fixture.run();
    expect(code).toBe(0);
    expect(summary.streams[0]).toMatchObject({read: 4, created: 4});
    expect(existsSync(fixture.path('state.json'))).toBe(false);
  });

  test('takes a source without stream statuses for complete when it ends well', async () => {
    const fixture = new Fixture({source: {records: 4, noStatus: true}});
    expect((await fixture.run()).code).toBe(0);
  });

  test.each([
    ['with an exit code', {}, 'numbers-source ended with exit code 1.'],
    ['by a signal', {die: 'SIGKILL'}, 'numbers-source was ended by SIGKILL.'],
    ['in the middle of a line', {die: 'mid-line'}, 'numbers-source ended with exit code 1.'],
    ['and says why', {error: 'The daily limit is reached.'}, 'The daily limit is reached.'],
    [
      'in the middle of a line although it ends with 0',
      {die: 'mid-line', exitCode: 0, noStatus: true},
      'Reading messages: a record or state of the source cannot be read: it is not JSON.',
    ],
    ['although it ends with 0', {error: 'One stream broke.', exitCode: 0}, 'One stream broke.'],
  ])('keeps the acknowledged state when the source fails %s', async (_, trouble, message) => {
    const fixture = new Fixture({source: {records: 20, dieAt: 8, ...trouble}});
    const {code, summary} = await fixture.run();
    expect(code).toBe(1);
    expect(summary.status).toBe('failed');
    expect(summary.errors.map(error => error.message)).toEqual([message]);
    expect(fixture.receivedIds).toEqual(ids(8));
    expect(fixture.statuses).toEqual(['STARTED', 'INCOMPLETE']);
    expect(fixture.position).toBe(5);
    fixture.write('source.json', {records: 20});
    expect((await fixture.run()).code).toBe(0);
    expect(fixture.receivedIds.slice(8)).toEqual(ids(15, 5));
  });

  test('exits with 2 when a connector finds its config wrong', async () => {
    const trouble = {dieAt: 0, error: 'The key is wrong.', failure: 'config_error'};
    const {code, summary} = await new Fixture({source: trouble}).run();
    expect(code).toBe(2);
    expect(summary.exit_reason).toBe('config_error');
  });

  test.each([
    ['at once', {dieAfter: 0}, undefined],
    ['after some records', {dieAfter: 7}, 5],
    ['by its exit code alone', {exitCode: 3}, 100_000],
  ])(
    'fails when the destination fails %s, and keeps what it acknowledged',
    async (_, trouble, position) => {
      const fixture = new Fixture({source: {records: 100_000}, destination: trouble});
      const {code, summary} = await fixture.run();
      expect(code).toBe(1);
      expect(summary.errors).toEqual([
        {
          connector: 'file-destination',
          failure: 'system_error',
          message: `file-destination ended with exit code ${'exitCode' in trouble ? 3 : 1}.`,
        },
      ]);
      expect(fixture.position).toBe(position);
    },
  );

  test('blames the destination that fails, however the source ends that nobody reads any more', async () => {
    const source = {records: 100_000, exitOnSignal: 1};
    const fixture = new Fixture({source, destination: {dieAfter: 7}});
    const {summary} = await fixture.run();
    expect(summary.errors.map(({connector}) => connector)).toEqual(['file-destination']);
  });

  test.each([
    ['returns a state without its id', {noId: true}, /without the "id"/],
    ['leaves a state out', {skipState: 1}, /returned state 2 before state 1/],
    ['leaves the last state out', {skipState: 2}, /ended without returning 1 states/],
    ['answers for other numbers of records', {miscount: -1}, /5 records went .* it answers for 4/],
  ])('fails when the destination %s', async (_, trouble, message) => {
    const fixture = new Fixture({source: {records: 10}, destination: trouble});
    const {code, summary} = await fixture.run();
    expect(code).toBe(1);
    expect(summary.errors[0]?.message).toMatch(message);
    expect(fixture.position ?? 0).toBeLessThanOrEqual(5);
  });

  test.each([
    ['counts other records than came', {miscount: 1}, /source counted 6 .* the harness 5/],
    ['sends a stream that nobody configured', {stream: 'letters'}, /"letters", which is not in/],
    ['breaks a record', {lines: ['{"type":"RECORD","record":{']}, /cannot be read: it is not JSON/],
  ])('fails when the source %s, without keeping a state beyond', async (_, trouble, message) => {
    const fixture = new Fixture({source: trouble});
    const {code, summary} = await fixture.run();
    expect(code).toBe(1);
    expect(summary.errors[0]?.message).toMatch(message);
    expect(fixture.position).toBe(undefined);
  });

  test('stops a source that says nothing any more', async () => {
    const fixture = new Fixture({source: {silentAt: 7, lines: ['{"type":"LOG","log":{}}']}});
    const {code, summary} = await fixture.run({heartbeat: '0.5'});
    expect(code).toBe(1);
    expect(summary.errors).toMatchObject([
      {connector: 'numbers-source', failure: 'transient_error', message: /No record or state came/},
    ]);
    expect(fixture.position).toBe(5);
  });

  test.each([
    ['with records', {hangAt: 7}],
    ['after the last', {hangAfterEnd: true}],
  ])('stops a destination that does not answer any more %s', async (_, destination) => {
    const fixture = new Fixture({source: {records: 10}, destination});
    const {code, summary} = await fixture.run({'answer-limit': '1'});
    expect(code).toBe(1);
    expect(summary.errors).toMatchObject([
      {connector: 'file-destination', message: /No answer came/},
    ]);
    expect(fixture.position).toBe('hangAt' in destination ? 5 : 10);
  });

  test('waits for a slow destination instead of holding the records in memory', async () => {
    const fixture = new Fixture({
      source: {records: 40_000, stateEvery: 5, width: 5_000},
      destination: {hangAt: 10},
    });
    const {code, summary} = await fixture.run({'answer-limit': '2', heartbeat: '1'});
    expect(code).toBe(1);
    expect(summary.errors.map(({connector}) => connector)).toEqual(['file-destination']);
    expect(summary.streams[0]?.read).toBeLessThan(2_000);
  });

  test('stores a renewed config at once, also if the run then fails', async () => {
    const control = {refresh_token: 'second'};
    const fixture = new Fixture({
      source: {refresh_token: 'first', keep: 1, control, dieAt: 2},
      destination: {control: {session: 'new'}},
    });
    expect((await fixture.run()).code).toBe(1);
    expect(fixture.read('source.json')).toMatchObject({refresh_token: 'second', keep: 1});
    expect(fixture.read('destination.json')).toMatchObject({session: 'new', out: fixture.out});
  });

  test.each([
    ['no file', 'nowhere.json', /nowhere.json cannot be read \(ENOENT\)/],
    ['no catalog', 'source.json', /The catalog is not valid: .*"streams" is missing/],
  ])('exits with 2 when the catalog is %s', async (_, name, message) => {
    const fixture = new Fixture();
    const {code, summary} = await fixture.run({catalog: fixture.path(name)});
    expect(code).toBe(2);
    expect(summary.errors[0]?.message).toMatch(message);
  });

  test('exits with 2 when the state is damaged, and leaves it as it is', async () => {
    const fixture = new Fixture();
    fixture.write('state.json', 'nonsense');
    const {code, summary} = await fixture.run();
    expect(code).toBe(2);
    expect(summary.errors[0]?.message).toMatch(/state.json is damaged: found no array/);
    expect(fixture.read('state.json')).toBe('nonsense');
  });

  test('exits with 2 when a program cannot be run', async () => {
    const fixture = new Fixture();
    const {code, summary} = await fixture.run({source: '/nowhere/source'});
    expect(code).toBe(2);
    expect(summary.errors[0]?.message).toBe(
      'Starting source: /nowhere/source cannot be run (ENOENT).',
    );
  });
});
