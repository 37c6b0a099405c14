import type {User} from '@cohort-salesforce/source-cohort/cohort';
import {expect, test} from 'vitest';
import type {MappedField} from '../../destination-cohort/mapping/prepare-properties.js';
import {changesOf} from '../../destination-cohort/users/compare-user.js';

const user: User = {
  id: '524475e2-8cc3-4476-98f8-59438d04e9e4',
  email: 'ann@example.com',
  firstName: '',
  lastName: null,
  lang: 'en',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  properties: {birthday: '1990-05-01T00:00:00.000Z', city: 'Lima'},
};
const core = (target: string): MappedField => ({...property(target, 'text'), isCore: true});
function property(target: string, type: 'text' | 'date'): MappedField {
  return {source: target, target, isCore: false, type, kind: 'text', exists: true};
}

test.each([
  [core('lang'), 'en', undefined],
  [core('lang'), 'de', ['de']],
  [core('firstName'), null, undefined],
  [core('lastName'), undefined, undefined],
  [property('birthday', 'date'), '1990-05-01', undefined],
  [property('birthday', 'date'), '1990-05-02', ['1990-05-02']],
  [property('city', 'text'), 'Lima', undefined],
  [property('city', 'text'), null, [null]],
  [property('shoe_size', 'text'), null, undefined],
])('%j that shall be %j is to change to %j', (field, value, changes) => {
  expect(changesOf(user, [value], [field])).toEqual(changes);
});

test('of nobody all that there is changes, and nothing else', () => {
  const fields = [core('firstName'), property('city', 'text'), property('birthday', 'date')];
  expect(changesOf(undefined, ['Ann', null, undefined], fields)).toEqual([
    'Ann',
    undefined,
    undefined,
  ]);
});
