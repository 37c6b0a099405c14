import {expect, test} from 'vitest';
import {duplicateOf, emailKind, nameKind, person} from '../index.js';

const indices = Array.from({length: 1000}, (_, index) => index);

test('the same seed and index give the same person, another seed another', () => {
  expect(person(3, 17)).toEqual(person(3, 17));
  expect(person(4, 17)).not.toEqual(person(3, 17));
});

test('every kind of address and name appears a few times in a thousand people', () => {
  const kinds = indices.map(emailKind);
  for (const kind of ['upper', 'blanks', 'none', 'invalid', 'duplicate', 'duplicate-other-case'])
    expect(kinds.filter(found => found === kind).length).toBeGreaterThanOrEqual(5);
  expect(kinds.filter(kind => kind === 'plain').length).toBe(955);
  expect(new Set(indices.map(nameKind)).size).toBe(5);
});

test('addresses that are no duplicates are the only ones of their kind', () => {
  const own = indices.filter(index => ['plain', 'upper', 'blanks'].includes(emailKind(index)));
  const addresses = own.map(index => person(1, index).email?.trim().toLowerCase());
  expect(new Set(addresses).size).toBe(own.length);
});

test('a duplicate repeats the address of the person it names', () => {
  for (const index of indices) {
    const original = duplicateOf(index);
    if (original === undefined) continue;
    const {email} = person(1, index);
    const repeated = person(1, original).email;
    expect(email?.toLowerCase()).toBe(repeated);
    expect(email === repeated).toBe(emailKind(index) === 'duplicate');
  }
});
