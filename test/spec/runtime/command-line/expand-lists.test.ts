import {describe, expect, test} from 'vitest';
import {expandLists} from '../../../../spec/runtime/command-line/expand-lists.js';

const MAPPING = {path: ['mapping'], key: 'from', value: 'to'};
const HEADERS = {path: ['api', 'headers'], key: 'name', value: 'value'};
const lists = [MAPPING, HEADERS];

describe('a list of objects in place of a map', () => {
  test('becomes the map it stands for, and the short form stays as it is', () => {
    const map = {mapping: {Email: 'email', Name: 'lastName'}};
    const list = [
      {from: 'Email', to: 'email'},
      {from: 'Name', to: 'lastName'},
    ];
    expect(expandLists({mapping: list, users: 'all'}, lists)).toEqual({...map, users: 'all'});
    expect(expandLists(map, lists)).toEqual(map);
  });

  test('keeps hostile names as names', () => {
    const given = {mapping: [{from: '__proto__', to: 'constructor'}]};
    const {mapping} = expandLists(given, lists) as {mapping: object};
    expect(Object.entries(mapping)).toEqual([['__proto__', 'constructor']]);
  });

  test.each([[{}], [[]]])('%j counts as absent, at any depth', empty => {
    expect(expandLists({mapping: empty, api: {headers: empty, page_size: 9}}, lists)).toEqual({
      api: {page_size: 9},
    });
  });

  test('a value that is left out is null', () => {
    expect(expandLists({api: {headers: [{name: 'Authorization'}]}}, lists)).toEqual({
      api: {headers: {Authorization: null}},
    });
  });

  test.each([
    [
      [
        {from: 'Email', to: 'email'},
        {from: 'Email', to: 'lang'},
      ],
      'mapping[1].from: "Email" is also at position 0',
    ],
    [[{to: 'email'}], 'mapping[0].from: expected text'],
    [['Email'], 'mapping[0]: expected an object with "from" and "to"'],
    [[{from: 'Email', into: 'email'}], 'mapping[0]: found "into", expected an object with'],
  ])('%j is refused, and the error says where', (mapping, message) => {
    expect(() => expandLists({mapping}, lists)).toThrow(message);
  });

  test('what is no object is left for the validator', () => {
    for (const config of [null, 1, 'x', [], {mapping: 3}, {api: null}]) {
      expect(expandLists(config, lists)).toEqual(config);
    }
  });
});
