import {expect, test} from 'vitest';
import {createFieldNameRestorer} from '../../../../spec/runtime/destination/restore-field-names.js';
import {catalogOf} from '../../../fixtures/catalog.js';

function restorerOf(...names: string[]) {
  const [stream] = catalogOf(['Contact']).streams;
  if (!stream) throw new Error('no stream');
  const properties = Object.fromEntries(names.map(name => [name, {}]));
  return createFieldNameRestorer({
    ...stream,
    stream: {...stream.stream, json_schema: {type: 'object', properties}},
  });
}

test("rows from a runner's cache get the names that the catalog has", () => {
  const restore = restorerOf('Email', 'firstName', 'Points-2024', 'plain');
  const row = {email: 'a@example.com', firstname: 'A', points_2024: 1, plain: 2, other: 3};
  expect(restore({...row, _airbyte_raw_id: 'x'})).toEqual({
    Email: 'a@example.com',
    firstName: 'A',
    'Points-2024': 1,
    plain: 2,
    other: 3,
    _airbyte_raw_id: 'x',
  });
});

test('other records stay as they are, the very same', () => {
  const data = {email: 'not the same field as Email'};
  expect(restorerOf('Email')(data)).toBe(data);
});

test('a column that may be either of two fields, or stands beside its field, keeps its name', () => {
  const row = {tier: 1, email: 'a', Email: 'b', _airbyte_raw_id: 'x'};
  expect(restorerOf('Tier', 'TIER', 'Email')(row)).toEqual(row);
});
