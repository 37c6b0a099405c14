import {expect, test} from 'vitest';
import {emailKind, person} from '../../people/index.js';
import {startOrg} from './emulated-org.js';
import type {Row} from './org-with-contacts.js';

test('seeded contacts are the people of the seed, one in a hundred deleted', async () => {
  const org = await startOrg({contacts: 1000, seed: 7});
  const {json} = await org.query(
    'SELECT FirstName, LastName, Email, IsDeleted FROM Contact',
    'queryAll',
  );
  const expected = Array.from({length: 1000}, (_, index) => {
    const {firstName, lastName, email} = person(7, index);
    return {FirstName: firstName, LastName: lastName, Email: email, IsDeleted: index % 100 === 99};
  });
  expect(json.records.map(({attributes: _, ...row}: Row) => row)).toEqual(expected);
  const withoutEmail = expected.filter(
    (row, index) => emailKind(index) === 'none' && !row.IsDeleted,
  );
  expect((await org.query('SELECT COUNT() FROM Contact WHERE Email = null')).json.totalSize).toBe(
    withoutEmail.length,
  );
});

test('neighbouring seeded contacts share their stamps, and some have one stamp together', async () => {
  const org = await startOrg({contacts: 2000});
  const {json} = await org.query(
    'SELECT SystemModstamp, COUNT(Id) n FROM Contact GROUP BY SystemModstamp',
  );
  const sizes = json.records.map((row: {n: number}) => row.n);
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(10);
  expect(sizes.filter((size: number) => size > 1).length).toBeGreaterThan(300);
});
