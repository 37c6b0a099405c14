import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {countRejects} from '../../harness/store/count-rejects.js';

async function count(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  writeFileSync(join(folder, 'Contact.jsonl'), text);
  const [found] = await countRejects(folder);
  return found;
}

const line = (code: unknown, key = 'k', Id = '1') =>
  `${JSON.stringify({key, code, message: 'm', fields: [], record: {Id}})}\n`;

test.each([
  ['half a line', '{"key":"a","code":"X","mess\n'],
  ['bytes that are no text', '\u0000\ufffd\n'],
  ['a number', '5\n'],
  ['null', 'null\n'],
  ['an object without a record', '{"code":"X"}\n'],
  ['a record that is a list of nothing known', '{"code":"X","record":"text"}\n'],
])('%s in the middle is counted as damaged, and the others as they are', async (_, damaged) => {
  const found = await count(line('X') + damaged + line('X') + line('Y'));
  expect(found).toMatchObject({count: 3, damaged: 1, byCode: {X: 2, Y: 1}});
});

test('a last line that a crash has cut off is passed over', async () => {
  expect(await count(`${line('X')}{"key":"a"`)).toMatchObject({count: 1, damaged: 0});
});

test('a damaged last line that is whole is counted', async () => {
  expect(await count(`${line('X')}{"key":"a"\n`)).toMatchObject({count: 1, damaged: 1});
});

test.each(['constructor', '__proto__', 'toString'])('the code %s is a code as any', async code => {
  const found = await count(line(code) + line(code));
  expect(Object.entries(found?.byCode ?? {})).toEqual([[code, 2]]);
  expect(found?.examples).toEqual([{key: 'k', code, message: 'm'}]);
});

test('records with one valid address are one person, and each record with an invalid one is another', async () => {
  const text = ['ann@example.com', 'Ann@example.com'].map(key => line('X', key)).join('');
  const invalid = ['1', '2'].map(id => line('EMAIL_INVALID', 'someone@', id)).join('');
  expect(await count(text + invalid)).toMatchObject({count: 4, people: 3});
});

test('a person is counted once: rejected twice, in both directions, and without an address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const nobody = line('X').replace('"k"', 'null');
  writeFileSync(
    join(folder, 'Contact.jsonl'),
    line('X', 'Ann') + line('Y', 'ann') + nobody + nobody,
  );
  writeFileSync(join(folder, 'users.jsonl'), line('X', ' ann') + line('X', 'bob'));
  const people = (await countRejects(folder)).map(found => [found.stream, found.people]);
  expect(people).toEqual([
    ['Contact', 2],
    ['users', 1],
  ]);
});
