import {expect, test} from 'vitest';
import {parseCatalog, parseStates} from '../../../../spec/runtime/command-line/parse-inputs.js';
import {catalogOf} from '../../../fixtures/catalog.js';

const state = (name: string, stream_state: object | null, namespace?: string) => ({
  type: 'STREAM',
  stream: {stream_descriptor: {name, ...(namespace && {namespace})}, stream_state},
});

test.each([[null], [undefined], [{}], [[]], ['' as unknown]].slice(0, 4))(
  '%j is a first run',
  value => {
    expect(parseStates(value).size).toBe(0);
  },
);

test('each stream finds its own state, by name and namespace', () => {
  const states = parseStates([state('a', {v: 1}), state('a', {v: 2}, 'ns'), state('b', null)]);
  expect([...states]).toEqual([
    ['a', {v: 1}],
    ['["ns","a"]', {v: 2}],
  ]);
});

test('a global state holds the states of its streams', () => {
  const global = {stream_states: [{stream_descriptor: {name: 'a'}, stream_state: {v: 1}}]};
  expect([...parseStates([{type: 'GLOBAL', global}])]).toEqual([['a', {v: 1}]]);
});

test.each([
  [{some: 'blob'}, /expected an array of state messages/],
  [[{type: 'LEGACY', data: {}}], /message 1 is of type LEGACY, expected STREAM or GLOBAL/],
  [
    [state('a', {}), {type: 'STREAM', stream: {}}],
    /in message 2, .*"stream_descriptor" is missing/,
  ],
])('%j is refused with what is wrong with it', (value, fault) => {
  expect(() => parseStates(value)).toThrow(fault);
});

test('a catalog with a sync mode that does not exist is refused', () => {
  const catalog = catalogOf(['s']);
  const broken = {streams: catalog.streams.map(stream => ({...stream, sync_mode: 'INVALID'}))};
  expect(() => parseCatalog(broken)).toThrow(
    /at \/streams\/0\/sync_mode: found "INVALID", wanted: one of/,
  );
});

test('a stream that stands twice in a catalog is refused', () => {
  expect(() => parseCatalog(catalogOf(['s', 's']))).toThrow(/"s" stands in it twice/);
});
