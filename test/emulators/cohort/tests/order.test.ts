import fc from 'fast-check';
import {expect, test} from 'vitest';
import {RowIds} from '../merchant/row-ids.js';
import {UpdateLog} from '../merchant/update-log.js';
import {type Caller, startChecked} from './checked-client.js';

const write = (caller: Caller, emails: string[], points: number) =>
  caller.post('/v1/users/batch', {
    mode: 'upsert',
    users: emails.map(email => ({email, properties: {loyalty_points: points}})),
  });

test('no user is missed while users change between the pages', async () => {
  const emulator = await startChecked({users: 300});
  const expected = new Set<string>();
  const seen = new Map<string, {points: number; times: number}>();
  let cursor = '';
  for (let page = 0; cursor !== null; page++) {
    const {body} = await emulator.test.get(`/v1/users?limit=20${cursor && `&cursor=${cursor}`}`);
    for (const {email, properties} of body.data) {
      const times = (seen.get(email)?.times ?? 0) + 1;
      seen.set(email, {points: properties.loyalty_points, times});
    }
    cursor = body.nextCursor;
    if (page >= 10) continue;
    const known = [...seen.keys()][page] ?? '';
    await write(emulator.test, [known, `new${page}@example.com`], 1_000_000 + page);
    expected.add(known);
  }
  await emulator.close();
  expect(seen.size).toBe(310);
  for (const [email, {points, times}] of seen) {
    expect([email, times]).toEqual([email, expected.has(email) ? 2 : 1]);
    if (expected.has(email)) expect(points).toBeGreaterThanOrEqual(1_000_000);
  }
});

test('the users of one batch change at one moment, later than every batch before', async () => {
  const emulator = await startChecked();
  const stamps: string[] = [];
  for (const batch of [1, 2, 3, 4]) {
    const emails = ['a', 'b', 'c'].map(name => `${name}${batch}@example.com`);
    await write(emulator.test, emails, batch);
    const {body} = await emulator.test.post('/v1/users/lookup', {emails});
    const found = new Set<string>(body.data.map(({updatedAt}: {updatedAt: string}) => updatedAt));
    expect(found.size).toBe(1);
    stamps.push(...found);
  }
  await emulator.close();
  expect(stamps).toEqual([...new Set(stamps)].sort());
});

test('the log gives the order that sorting would give, whatever changes', () => {
  const ids = new RowIds(7);
  const idOf = (row: number) => ids.idOf(row);
  const batch = fc.uniqueArray(fc.nat(40), {minLength: 1, maxLength: 10});
  const check = (batches: number[][], since: number, row: number) => {
    const log = new UpdateLog(ids);
    const stamps = new Map<number, number>();
    batches.forEach((rows, stamp) => {
      log.append(rows, stamp);
      for (const changed of rows) stamps.set(changed, stamp);
    });
    const sorted = [...stamps.keys()].sort((a, b) => {
      const difference = (stamps.get(a) ?? 0) - (stamps.get(b) ?? 0);
      return difference || (idOf(a) < idOf(b) ? -1 : 1);
    });
    const stampOf = (one: number) => stamps.get(one) ?? 0;
    const after = (one: number) => stampOf(one) > since || idOf(one) > idOf(row);
    const from = sorted.filter(one => stampOf(one) >= since);
    expect([...log.from(since)]).toEqual(from);
    expect([...log.from(since, idOf(row))]).toEqual(from.filter(after));
    expect([...log.latest()]).toEqual(sorted.reverse());
  };
  const batches = fc.array(batch, {maxLength: 30});
  fc.assert(fc.property(batches, fc.nat(30), fc.nat(40), check));
});

test('the log forgets dead entries without losing the order', () => {
  const ids = new RowIds(7);
  const log = new UpdateLog(ids);
  const rows = Array.from({length: 2500}, (_, row) => row).sort(ids.compare.bind(ids));
  for (let stamp = 0; stamp < 12; stamp++) log.append(rows, stamp);
  const [last = 0, ...kept] = rows;
  log.append([last], 20);
  expect([...log.from(0)]).toEqual([...kept, last]);
  expect([...log.from(11, ids.idOf(kept.at(-3) ?? 0))]).toEqual([...kept.slice(-2), last]);
  expect([...log.from(12)]).toEqual([last]);
});
