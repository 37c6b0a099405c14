import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
  addEvent,
  toSnapshot,
  type UserState,
} from '../../../source-cohort/webhooks/store/user-state.js';
import {badgeEvent} from './fixtures/deliveries.js';

const RECEIVED = '2026-02-01T00:00:00.000Z';
const LOST = 'cohort.badge.lost';

function fold(events: readonly ReturnType<typeof badgeEvent>[]) {
  let state: UserState | undefined;
  for (const event of events) state = addEvent(state, event, RECEIVED);
  if (!state) throw new Error('no events');
  return toSnapshot('user', state);
}

test('a badge is held when it was gained and not lost since, by the times of the events', () => {
  const gained = badgeEvent({at: 1000, badge: 'Gold'});
  const lost = badgeEvent({at: 2000, type: LOST});
  expect(fold([gained]).badges).toEqual([
    {id: gained.properties.badgeId, name: 'Gold', gainedAt: '1970-01-01T00:00:01.000Z'},
  ]);
  expect(fold([gained, lost]).badges).toEqual([]);
  expect(fold([lost, gained]).badges).toEqual([]);
  expect(fold([lost, gained, badgeEvent({at: 3000})]).badges).toHaveLength(1);
});

test('a badge of two lists is held until it is lost for both', () => {
  const one = badgeEvent({at: 1000, cohortId: 'one'});
  const other = badgeEvent({at: 2000, cohortId: 'other'});
  const lostOne = badgeEvent({at: 3000, cohortId: 'one', type: LOST});
  const lostOther = badgeEvent({at: 4000, cohortId: 'other', type: LOST});
  expect(fold([one, other, lostOne]).badges).toHaveLength(1);
  expect(fold([one, other, lostOne, lostOther]).badges).toHaveLength(0);
});

test('email and language are those of the newest event; null is a value', () => {
  const older = badgeEvent({at: 1000, email: 'old@example.com', lang: 'en'});
  const newer = badgeEvent({at: 2000, email: 'new@example.com', lang: null});
  for (const events of [
    [older, newer],
    [newer, older],
  ]) {
    expect(fold(events)).toMatchObject({
      email: 'new@example.com',
      lang: null,
      updatedAt: '1970-01-01T00:00:02.000Z',
    });
  }
});

test('an event without a time counts as of when it was received', () => {
  const state = addEvent(undefined, {user: {id: 'x', email: 'a@example.com'}}, RECEIVED);
  expect(toSnapshot('x', state)).toEqual({
    id: 'x',
    email: 'a@example.com',
    lang: null,
    badges: [],
    updatedAt: RECEIVED,
  });
});

test('in whatever order events come, and however often, the user is the same', () => {
  const events = fc.uniqueArray(
    fc.record({
      at: fc.integer({min: 0, max: 50}),
      badgeId: fc.constantFrom('a', 'b'),
      cohortId: fc.constantFrom('c', 'd'),
      email: fc.constantFrom('one@example.com', 'two@example.com'),
      type: fc.constantFrom('cohort.badge.gained', LOST, 'cohort.app.connected'),
    }),
    {selector: ({at}) => at, minLength: 1, maxLength: 12},
  );
  const orders = events.chain(all =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], {minLength: all.length * 2})),
  );
  fc.assert(
    fc.property(orders, ([inOrder, shuffled]) => {
      const sorted = inOrder.toSorted((left, right) => left.at - right.at);
      expect(fold(shuffled.map(badgeEvent))).toEqual(fold(sorted.map(badgeEvent)));
    }),
  );
});
