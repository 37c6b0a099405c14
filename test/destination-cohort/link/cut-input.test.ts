import {expect, test} from 'vitest';
import {writeBatch} from '../../fixtures/write-batch.js';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const schemas = {firstName: text};

/** Writes the records to an input that ends before it is complete; resolves with why that fails. */
async function cut(world: Awaited<ReturnType<typeof linkWorld>>, batches: object[][]) {
  const {result} = await world.session(async writer => {
    const written = batches.map(batch =>
      writeBatch(
        writer,
        batch.map((data, line) => ({data: {...data}, line})),
      ),
    );
    const resolved = Promise.allSettled(written);
    const flushed = await Promise.allSettled([writer.flush?.('end', false)]);
    return [...flushed, ...(await resolved)].map(one =>
      one.status === 'rejected' ? String(one.reason.message) : 'resolved',
    );
  });
  return result;
}

const ENDED =
  'The input of the stream Contact ended before it was complete; nothing of it is lost: run again.';

test('of an input that is cut off, records that wait for others of their address are not finished', async () => {
  const world = await linkWorld(schemas);
  const first = contact('003A', {Email: 'ada@example.com', firstName: 'Old'});
  const second = contact('003B', {Email: 'ada@example.com', firstName: 'New'});
  expect(await cut(world, [[first]])).toEqual([ENDED, ENDED]);
  expect(await world.cohort.users()).toEqual([]);
  expect((await world.run([first, second])).statuses).toEqual(['duplicate', 'created']);
  expect(await world.userOf('ada@example.com')).toMatchObject({firstName: 'New'});
});

test('of an input that is cut off, records that hold a user id are not finished', async () => {
  const world = await linkWorld(schemas);
  await world.cohort.put([{email: 'ada@example.com', firstName: 'Ada'}]);
  const {id} = await world.userOf('ada@example.com');
  const copy = contact('003B', {User_Id__c: id, firstName: 'Copy'});
  expect(await cut(world, [[copy]])).toEqual([ENDED, ENDED]);
  expect(await world.pair('003B')).toBeUndefined();
  expect(await world.userOf('ada@example.com')).toMatchObject({firstName: 'Ada'});
});

test('of an input that is cut off, what is linked is written all the same', async () => {
  const world = await linkWorld(schemas);
  await world.run([contact('003A', {firstName: 'Ada'})]);
  const linked = contact('003A', {firstName: 'Adah'});
  expect(await cut(world, [[linked], [contact('003B')]])).toEqual([ENDED, 'resolved', ENDED]);
  expect(await world.userOf('003a@example.com')).toMatchObject({firstName: 'Adah'});
  expect(await cut(world, [[linked]])).toEqual(['resolved', 'resolved']);
});
