import type {AirbyteStream, ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {afterAll, describe, expect, test} from 'vitest';
import {compileSchema} from '../fixtures/compile-schema.js';
import {type Ended, removeFolders, run, start} from '../fixtures/run-connector.js';
import {startedOnce} from '../fixtures/started.js';
import type {System} from './connector-under-test.js';
import {sources} from './connectors/index.js';
import {errorsOf, logsOf, recordsOf, statesOf, statusesOf} from './messages.js';

afterAll(removeFolders);

describe.for(sources)('$title', source => {
  const {name} = source;
  const system = startedOnce(source.start);
  const large = startedOnce(source.startLarge);

  const read = (catalog: object | string, {state, from = system()}: Reading = {}) =>
    run(name, 'read', {config: from.config, catalog, ...(state && {state})});

  async function discover(from: System): Promise<AirbyteStream[]> {
    const {messages} = await run(name, 'discover', {config: from.config});
    return messages.flatMap(message => (message.type === 'CATALOG' ? message.catalog.streams : []));
  }

  async function findLarge(): Promise<AirbyteStream> {
    const stream = (await discover(large())).find(each => each.name === source.large.stream);
    if (!stream) throw new Error(`Found no stream ${source.large.stream}.`);
    return stream;
  }

  test.concurrent('two reads agree, their records match their schemas, and their statuses are in order', async () => {
    const streams = await discover(system());
    const catalog = configure(streams);
    const [first, second] = await Promise.all([read(catalog), read(catalog)]);
    expect([first.exitCode, errorsOf(first.messages)]).toEqual([0, []]);
    expect(sorted(second)).toEqual(sorted(first));
    expect(recordsOf(first.messages).length).toBeGreaterThan(60);
    for (const stream of streams) {
      const records = recordsOf(first.messages, stream.name);
      const isValid = compileSchema({...stream.json_schema, additionalProperties: false});
      for (const record of records)
        expect(isValid(record), `${stream.name}: ${JSON.stringify(isValid.errors)}`).toBe(true);
      expect(statusesOf(first.messages, stream.name)).toEqual(
        records.length > 0 ? ['STARTED', 'RUNNING', 'COMPLETE'] : ['STARTED', 'COMPLETE'],
      );
      expectStates(first, stream.name);
    }
  });

  test.concurrent('the next read gives nothing new, and what it gives again is the same', async () => {
    const streams = (await discover(system())).filter(isIncremental);
    const catalog = configure(streams);
    const first = await read(catalog);
    const second = await read(catalog, {state: lastStates(first)});
    expect([second.exitCode, errorsOf(second.messages)]).toEqual([0, []]);
    const known = new Set(sorted(first));
    expect(sorted(second).filter(record => !known.has(record))).toEqual([]);
    expect(sorted(second).length).toBeLessThan(sorted(first).length / 10);
    const third = await read(catalog, {state: lastStates(second)});
    expect(sorted(third).filter(record => !known.has(record))).toEqual([]);
    for (const {name: stream} of streams) expectStates(second, stream);
  });

  test.concurrent('a read goes on from each of its states, and nothing is lost', async () => {
    const catalog = configure([keepFields(await findLarge(), source.large.fields)]);
    const whole = await read(catalog, {from: large()});
    expect([whole.exitCode, errorsOf(whole.messages)]).toEqual([0, []]);
    const states = statesOf(whole.messages);
    expect(states.length).toBeGreaterThan(2);
    for (const [index, state] of states.entries()) {
      const before = recordsOf(whole.messages.slice(0, placeOf(index, whole)));
      const rest = await read(catalog, {from: large(), state: [state]});
      expect([rest.exitCode, errorsOf(rest.messages)]).toEqual([0, []]);
      const union = new Set([...before, ...recordsOf(rest.messages)].map(toText));
      const missing = recordsOf(whole.messages).filter(record => !union.has(toText(record)));
      expect(missing.slice(0, 3), `after state ${index + 1}`).toEqual([]);
      expect(union.size).toBe(sorted(whole).length);
      expect(recordsOf(rest.messages).length).toBeLessThan(sorted(whole).length);
    }
  });

  test.concurrent('fields that are not chosen are not there, and one that is gone is said so', async () => {
    const [first] = await discover(system());
    if (!first) throw new Error('Found no stream.');
    const key = (first.source_defined_primary_key ?? []).flat();
    const chosen = [...key, ...(first.default_cursor_field ?? [])];
    const stream = keepFields(first, chosen);
    const json_schema = {properties: {...stream.json_schema.properties, Gone__c: {}}};
    const {exitCode, messages} = await read(configure([{...stream, json_schema}]));
    expect([exitCode, errorsOf(messages)]).toEqual([0, []]);
    const [record] = recordsOf(messages);
    expect(Object.keys(record ?? {}).toSorted()).toEqual([...new Set(chosen)].toSorted());
    expect(logsOf(messages)).toMatch(/WARN .*Gone__c/);
  });

  test.concurrent('a stream that is not there is an error of its own: the others are read', async () => {
    const [first] = await discover(system());
    if (!first) throw new Error('Found no stream.');
    const catalog = configure([{...first, name: 'Nowhere__c'}, first]);
    const {exitCode, messages} = await read(catalog);
    expect(exitCode).toBe(1);
    expect(errorsOf(messages)).toMatchObject([
      {
        failure_type: 'config_error',
        message: expect.stringContaining('Nowhere__c'),
        stream_descriptor: {name: 'Nowhere__c'},
      },
    ]);
    expect(statusesOf(messages, 'Nowhere__c')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(statusesOf(messages, first.name)).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
  });

  test.concurrent.for(['catalog', 'state'] as const)(
    'a bad %s is an error and no success',
    async which => {
      const catalog = configure([ANY_STREAM]);
      const bad = which === 'catalog' ? BAD_CATALOGS : BAD_STATES;
      for (const [content, words] of bad) {
        const files = which === 'catalog' ? {catalog: content} : {catalog, state: content};
        const {exitCode, messages} = await run(name, 'read', {config: system().config, ...files});
        expect(errorsOf(messages)).toMatchObject([
          {failure_type: 'config_error', message: expect.stringContaining(words)},
        ]);
        expect(errorsOf(messages)[0]?.message).toContain(which);
        expect(exitCode).toBe(1);
      }
    },
  );

  test.concurrent('SIGTERM ends a read by the signal itself', async () => {
    const {child, ended, until} = await startLarge();
    await until(({type}) => type === 'RECORD');
    child.stdout.pause();
    child.kill('SIGTERM');
    child.stdout.resume();
    expect(await ended).toMatchObject({signal: 'SIGTERM', exitCode: null});
  });

  test.concurrent('a reader that goes away ends a read, which is then no success', async () => {
    const {child, ended, until} = await startLarge();
    await until(({type}) => type === 'RECORD');
    child.stdout.destroy();
    expect((await ended).exitCode).toBe(1);
  });

  async function startLarge() {
    // With all its fields: that is more than fits between the two, so that it is under way for sure.
    const catalog = configure([await findLarge()]);
    const started = await start(name, 'read', {config: large().config, catalog, cut: true});
    started.child.stdin.end();
    return started;
  }
});

interface Reading {
  state?: object;
  from?: System;
}

const ANY_STREAM: AirbyteStream = {
  name: 'anything',
  json_schema: {type: 'object'},
  supported_sync_modes: ['full_refresh', 'incremental'],
};

const configured = {sync_mode: 'full_refresh', destination_sync_mode: 'append'};
const BAD_CATALOGS: readonly [object | string, string][] = [
  [{streams: [{...configured, stream: ANY_STREAM, sync_mode: 'INVALID'}]}, '"INVALID"'],
  [{streams: [{...configured}]}, '"stream" is missing'],
  [{streams: [{...configured, stream: {...ANY_STREAM, name: 5}}]}, '/streams/0/stream/name'],
  [{streams: [1, 2].map(() => ({...configured, stream: ANY_STREAM}))}, 'twice'],
  [{}, '"streams" is missing'],
  ['{"streams": [', 'not valid JSON'],
];
const BAD_STATES: readonly [object | string, string][] = [
  [{next: 1}, 'array'],
  [[{type: 'STREAM', stream: {stream_state: {}}}], '"stream_descriptor" is missing'],
  [[{type: 'LEGACY', data: {}}], 'LEGACY'],
  ['[', 'not valid JSON'],
];

/** Every stream as it can be read best. */
function configure(streams: readonly AirbyteStream[]): ConfiguredAirbyteCatalog {
  return {
    streams: streams.map(stream => ({
      stream,
      sync_mode: isIncremental(stream) ? 'incremental' : 'full_refresh',
      destination_sync_mode: 'append',
    })),
  };
}

function isIncremental({supported_sync_modes}: AirbyteStream): boolean {
  return supported_sync_modes?.includes('incremental') ?? false;
}

function keepFields(stream: AirbyteStream, fields: readonly string[]): AirbyteStream {
  const all = Object.entries(stream.json_schema.properties ?? {});
  const properties = Object.fromEntries(all.filter(([field]) => fields.includes(field)));
  return {...stream, json_schema: {...stream.json_schema, properties}};
}

// The counts of a stream's states are those of the records since the state before, and the last one has none after it.
function expectStates({messages}: Ended, stream: string): void {
  let since = 0;
  const texts: string[] = [];
  for (const message of messages) {
    if (message.type === 'RECORD' && message.record.stream === stream) since += 1;
    if (message.type !== 'STATE' || message.state.stream?.stream_descriptor.name !== stream)
      continue;
    expect(message.state).toMatchObject({type: 'STREAM', sourceStats: {recordCount: since}});
    expect(message.state.stream?.stream_state).toEqual(expect.any(Object));
    texts.push(JSON.stringify(message.state.stream));
    if (since > 0) expect(texts.at(-2)).not.toBe(texts.at(-1));
    since = 0;
  }
  expect(texts.length, `${stream} tells its state`).toBeGreaterThan(0);
  expect(since, `${stream} ends with a state`).toBe(0);
}

function lastStates({messages}: Ended): object[] {
  const states = statesOf(messages);
  return [
    ...new Map(states.map(state => [toText(state.stream?.stream_descriptor), state])).values(),
  ];
}

function placeOf(state: number, {messages}: Ended): number {
  const places = messages.flatMap(({type}, place) => (type === 'STATE' ? [place] : []));
  return places[state] ?? messages.length;
}

function sorted({messages}: Ended): string[] {
  const texts = messages.flatMap(message =>
    message.type === 'RECORD' ? [message.record.stream + toText(message.record.data)] : [],
  );
  return texts.toSorted();
}

function toText(value: unknown): string {
  return JSON.stringify(value);
}
