import {setImmediate as turn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {readAhead, type TimedListing} from '../../source-cohort/cohort/read-ahead.js';

interface Item {
  id: string;
  updatedAt: string;
}

const START = Date.parse('2026-01-01T00:00:00.000Z');
const PAGE = 10;

/** A listing of as many items as moments, a page of ten a call, each call one turn late. */
function listingOf(moments: readonly number[], {now = START + 60e9, callsAtOnce = 8} = {}) {
  const items: Item[] = moments.map((moment, index) => toItem(index, moment));
  const facts = {calls: 0, underWay: 0, mostUnderWay: 0, time: 0};
  const sorted = () => items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const listing: TimedListing<Item> = {
    what: '/v1/users',
    momentOf: ({updatedAt}) => Date.parse(updatedAt),
    now: () => now,
    callsAtOnce: () => callsAtOnce,
    elapsed: () => facts.time++ * 100,
    ask: async ({since = '', cursor = ''}) => {
      facts.calls += 1;
      facts.underWay += 1;
      facts.mostUnderWay = Math.max(facts.mostUnderWay, facts.underWay);
      await turn();
      facts.underWay -= 1;
      const found = sorted().filter(each => each.updatedAt >= since && keyOf(each) > cursor);
      const data = found.slice(0, PAGE);
      const last = data.at(-1);
      const hasMore = found.length > PAGE && last !== undefined;
      return {data, nextCursor: hasMore ? keyOf(last) : null};
    },
  };
  return {listing, items, facts, sorted};
}

function keyOf({updatedAt, id}: Item): string {
  return `${updatedAt} ${id}`;
}

function toItem(index: number, moment: number): Item {
  const id = String(index).padStart(6, '0');
  return {id, updatedAt: new Date(START + moment).toISOString()};
}

async function readAll(listing: TimedListing<Item>, since?: string) {
  const read: Item[] = [];
  for await (const page of readAhead(listing, since)) read.push(...page);
  return read;
}

// What is read once more at the end may have been read before.
function withoutRepeated(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter(({id, updatedAt}) => {
    const isNew = !seen.has(`${id} ${updatedAt}`);
    seen.add(`${id} ${updatedAt}`);
    return isNew;
  });
}

const SHAPES: Record<string, (index: number) => number> = {
  'evenly over days': index => index * 400_000,
  'many in the same milliseconds': index => Math.floor(index / 35),
  'a few over weeks, then thousands in seconds': index =>
    index < 200 ? index * 3_000_000 : 800_000_000 + index,
  'thousands in seconds, then a few over weeks': index =>
    index < 1800 ? index : 1800 + (index - 1800) * 4_000_000,
  'as a mass change writes them, a page with the same time, at odd intervals': index => {
    const page = Math.floor(index / 10);
    return page * 60 + ((page * 7919) % 97);
  },
  'the same after a few over years': index => {
    const page = Math.floor(index / 10);
    return page < 60 ? index * 40_000_000 : 60 * 400_000_000 + page * 60 + ((page * 7919) % 97);
  },
  'in bursts': index => Math.floor(index / 250) * 90_000_000 + (index % 250) * 3,
};

test.each(Object.entries(SHAPES))('%s: each item comes once, in order', async (_, momentOf) => {
  const {listing, sorted, facts} = listingOf(Array.from({length: 2000}, (_, n) => momentOf(n)));
  expect(withoutRepeated(await readAll(listing))).toEqual(sorted());
  expect(facts.mostUnderWay).toBeGreaterThan(4);
  // Pages that are cut at a border, and beginnings where nothing is.
  expect(facts.calls).toBeLessThan(200 * 1.4);
});

test('what is before the beginning is not read', async () => {
  const {listing, sorted} = listingOf(Array.from({length: 2000}, (_, n) => n * 1000));
  const since = new Date(START + 500_000).toISOString();
  const wanted = sorted().filter(({updatedAt}) => updatedAt >= since);
  expect(withoutRepeated(await readAll(listing, since))).toEqual(wanted);
});

test('a listing of few pages takes a call for each', async () => {
  const {listing, facts, sorted} = listingOf(Array.from({length: 30}, (_, n) => n * 1000));
  expect(await readAll(listing)).toEqual(sorted());
  expect(facts.calls).toBe(3);
});

test('where one call is allowed at once, pages are read one after the other', async () => {
  const many = Array.from({length: 1000}, (_, n) => n * 1000);
  const {listing, facts, sorted} = listingOf(many, {callsAtOnce: 1});
  expect(await readAll(listing)).toEqual(sorted());
  expect(facts).toMatchObject({calls: 100, mostUnderWay: 1});
});

test('who moves to the end while the pages are read is seen, also when its end was read before', async () => {
  const {listing, items, facts} = listingOf(
    Array.from({length: 3000}, (_, n) => n * 1000),
    {now: START + 3_000_000},
  );
  const ask = listing.ask;
  let ends = 0;
  listing.ask = async from => {
    const page = await ask(from);
    if (page.nextCursor === null) ends += 1;
    const moved = items[2000];
    // It has not been read, and nobody will come to the end a second time but for it.
    if (ends === 1 && moved?.updatedAt === new Date(START + 2_000_000).toISOString()) {
      items[2000] = {...moved, updatedAt: new Date(START + 3_000_500).toISOString()};
    }
    return page;
  };
  const read = await readAll(listing);
  expect(new Set(read.map(({id}) => id)).size).toBe(3000);
  expect(read.some(({updatedAt}) => updatedAt === items[2000]?.updatedAt)).toBe(true);
  expect(facts.mostUnderWay).toBeGreaterThan(4);
});

test('who takes no more pages makes no more calls, and only so many are made for who is slow', async () => {
  const {listing, facts} = listingOf(Array.from({length: 5000}, (_, n) => n * 1000));
  const pages = readAhead(listing, undefined);
  for (let n = 0; n < 40; n++) await pages.next();
  for (let n = 0; n < 1000; n++) await turn();
  expect(facts.calls).toBeLessThan(40 + 150);
  await pages.return(undefined);
  const {calls} = facts;
  for (let n = 0; n < 100; n++) await turn();
  expect(facts.calls).toBe(calls);
});

test('a listing in another order is read one page after the other, or ends the run', async () => {
  const {listing, items, facts} = listingOf(Array.from({length: 1000}, (_, n) => n * 1000));
  const mixed = items.toReversed();
  listing.ask = async ({cursor = '0'}) => {
    facts.calls += 1;
    await turn();
    const start = Number(cursor);
    const isEnd = start + PAGE >= mixed.length;
    const data = mixed.slice(start, start + PAGE);
    return {data, nextCursor: isEnd ? null : String(start + PAGE)};
  };
  expect(await readAll(listing)).toEqual(mixed);
  expect(facts.calls).toBe(100);
  mixed.sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1));
  await expect(readAll(listing)).rejects.toMatchObject({
    failure: 'system_error',
    message: expect.stringContaining('api.connections to 1'),
  });
});

test('a call that fails ends the reading', async () => {
  const {listing, facts} = listingOf(Array.from({length: 2000}, (_, n) => n * 1000));
  const {ask} = listing;
  listing.ask = async from => {
    if (facts.calls === 60) throw new Error('no answer');
    return ask(from);
  };
  await expect(readAll(listing)).rejects.toThrow('no answer');
});
