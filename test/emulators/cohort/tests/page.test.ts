import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Checked, startChecked} from './checked-client.js';

let emulator: Checked;
beforeAll(async () => {
  emulator = await startChecked({users: 120});
  await emulator.test.post('/v1/users/batch', {
    mode: 'upsert',
    users: [{email: 'latest@example.com', firstName: '<script>alert("x")</script>'}],
  });
});
afterAll(() => emulator.close());

async function page(query = '') {
  const reply = await fetch(`${emulator.url}/${query}`);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toContain('text/html');
  const text = await reply.text();
  return {
    text,
    rows: [...text.matchAll(/<tr><td title="([^"]*@[^"]*)">/g)].map(([, email]) => email),
  };
}

test('shows the users that changed last first, fifty on a page', async () => {
  const pages = [await page(), await page('?page=2'), await page('?page=3'), await page('?page=4')];
  expect(pages.map(({rows}) => rows.length)).toEqual([50, 50, 21, 0]);
  expect(pages[0]?.rows[0]).toBe('latest@example.com');
  expect(new Set(pages.flatMap(({rows}) => rows)).size).toBe(121);
});

test('finds users by a part of their email, without case', async () => {
  expect((await page('?search=LATEST%40')).rows).toEqual(['latest@example.com']);
  expect((await page('?search=nobody')).rows).toEqual([]);
});

test('shows the properties, and the live data apart', async () => {
  const {text} = await page();
  expect(text).toContain('<code>loyalty_points</code>');
  expect((await page('?mode=live')).rows).toEqual([]);
});

test('escapes what users are called and what is searched for', async () => {
  const {text} = await page('?search=%22%3E%3Cb%3E');
  expect(text).not.toContain('"><b>');
  const all = await page();
  expect(all.text).not.toContain('<script>');
  expect(all.text).toContain('&#60;script&#62;');
});
