import {expect, test} from 'vitest';
import {type Page, readPages} from '../../source-cohort/cohort/read-pages.js';

type Item = {id: string; updatedAt?: string};

async function readAll(pages: (cursor: string | undefined) => Page<Item>, most = 100) {
  let count = 0;
  for await (const items of readPages(async cursor => pages(cursor), '/v1/users')) {
    count += items.length;
    if (count > most) throw new Error('it would go on for ever');
  }
  return count;
}

const NO_PROGRESS = {failure: 'transient_error', facts: {errorCode: 'NO_PROGRESS'}};

test('cursors that go round in a circle end the listing', async () => {
  let page = 0;
  const circle = () => ({data: [{id: `${++page}`}], nextCursor: page % 2 === 0 ? 'A' : 'B'});
  await expect(readAll(circle)).rejects.toMatchObject(NO_PROGRESS);
});

test('new cursors that lead to the same items end the listing', async () => {
  let page = 0;
  const standing = () => ({data: [{id: 'a'}, {id: 'b'}], nextCursor: `${++page}`});
  await expect(readAll(standing)).rejects.toMatchObject(NO_PROGRESS);
});

test('items that come again because they were changed meanwhile are no circle', async () => {
  let page = 0;
  const changing = () => {
    page += 1;
    return {data: [{id: 'a', updatedAt: `${page}`}], nextCursor: page < 50 ? `${page}` : null};
  };
  await expect(readAll(changing)).resolves.toBe(50);
});
