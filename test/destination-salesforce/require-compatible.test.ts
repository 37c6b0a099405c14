import {expect, test} from 'vitest';
import {requireCompatible} from '../../destination-salesforce/target/require-compatible.js';
import type {Target} from '../../destination-salesforce/target/target.js';

function check(schema: unknown): void {
  const field = {name: 'Birthdate', type: 'date'};
  const columns = [{source: 'birthday', path: 'Birthdate', field}];
  requireCompatible({columns, object: 'Contact'} as unknown as Target, {birthday: schema});
}

test('a property whose type cannot go into its field is refused by name', () => {
  expect(() => check({type: ['null', 'boolean']})).toThrow(
    'The property birthday (boolean) cannot be written to Contact.Birthdate (date).',
  );
});

test.each([
  {type: 'string'},
  {type: ['null', 'string']},
  {type: {}},
  {type: 5},
  {type: [null]},
  {},
  null,
  undefined,
  'text',
])('the schema %j, which says nothing against it, is accepted', schema => {
  expect(() => check(schema)).not.toThrow();
});
