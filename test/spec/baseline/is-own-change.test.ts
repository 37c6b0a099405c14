import {EMPTY, isOwnChange, newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';

const READ_AT = Date.UTC(2026, 4, 1);
const MINUTE = 60_000;
const digests = {source: 'source00', sent: 'sent0000', stored: EMPTY};

function pairOf(change: (pair: Pair) => void = () => {}): Pair {
  const pair = newPair({recordId: '003000000000001AAA', userId: 'u', key: EMPTY, epoch: 0});
  pair.recordReadAt = READ_AT;
  change(pair);
  return pair;
}

test.each([
  {what: 'what was read already', isOwn: true, minutes: 0, pair: pairOf()},
  {what: 'a change after everything we did', isOwn: false, minutes: 1, pair: pairOf()},
  {
    what: 'a record that was never read',
    isOwn: true,
    minutes: 1,
    pair: pairOf(pair => {
      pair.recordReadAt = 0;
    }),
  },
  {
    what: 'our last write',
    isOwn: true,
    minutes: 5,
    pair: pairOf(pair => {
      pair.recordWrittenAt = READ_AT + 5 * MINUTE;
    }),
  },
  {
    what: 'a change after our last write',
    isOwn: false,
    minutes: 6,
    pair: pairOf(pair => {
      pair.recordWrittenAt = READ_AT + 5 * MINUTE;
    }),
  },
  {
    what: 'a write of which the time is not known',
    isOwn: true,
    minutes: 6,
    pair: pairOf(({writes}) =>
      writes.set(1, {side: 'salesforce', source: digests.source, count: 1, isRead: false}),
    ),
  },
  {
    what: 'what a killed run may have written',
    isOwn: true,
    minutes: 6,
    pair: pairOf(({intents}) => intents.set(1, {side: 'salesforce', ...digests})),
  },
  {
    what: 'a change although a killed run wrote to Cohort',
    isOwn: false,
    minutes: 6,
    pair: pairOf(({intents}) => intents.set(1, {side: 'cohort', ...digests})),
  },
])('with our login: $what ($isOwn)', ({pair, minutes, isOwn}) => {
  expect(isOwnChange(pair, READ_AT + minutes * MINUTE)).toBe(isOwn);
});
