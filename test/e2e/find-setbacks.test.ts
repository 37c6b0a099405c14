import {expect, test} from 'vitest';
import {findSetbacks} from '../fixtures/find-setbacks.js';

const saved = (...states: Record<string, unknown>[]) =>
  states.map(state => ({
    connection: 'acme',
    path: 'import.state.json',
    text: JSON.stringify(
      Object.entries(state).map(([name, stream_state]) => ({
        type: 'STREAM',
        stream: {stream_descriptor: {name}, stream_state},
      })),
    ),
  }));
const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

test('states that go forward, or are saved again as they are, have no setback', () => {
  const states = saved(
    {Contact: {through: at(1)}},
    {Contact: {through: at(1), job: {id: 'a', at: at(2)}}, users: {cursor: at(1)}},
    {Contact: {through: at(1), job: {id: 'a', at: at(2)}}, users: {cursor: at(1)}},
    {Contact: {through: at(3)}, users: {cursor: at(1)}},
  );
  expect(findSetbacks(states)).toEqual([]);
});

test.each([
  {
    what: 'an earlier moment of the first stream',
    states: [{Contact: {through: at(2)}}, {Contact: {through: at(1)}}],
    found: `Contact went back from ${at(2)} to ${at(1)} in .through`,
  },
  {
    what: 'an earlier moment of another stream, in another field',
    states: [
      {Contact: {through: at(2)}, users: {cursor: at(5)}},
      {Contact: {through: at(3)}, users: {cursor: at(4)}},
    ],
    found: `users went back from ${at(5)} to ${at(4)} in .cursor`,
  },
  {
    what: 'an earlier moment deep in a state',
    states: [
      {Contact: {through: at(2), job: {at: at(9)}}},
      {Contact: {through: at(2), job: {at: at(8)}}},
    ],
    found: `Contact went back from ${at(9)} to ${at(8)} in .job.at`,
  },
  {
    what: 'a state that was replaced, without any moment',
    states: [{Contact: {afterKey: 'a'}}, {Contact: {afterKey: 'b'}}, {Contact: {afterKey: 'a'}}],
    found: 'Contact has a state again that was replaced',
  },
  {
    what: 'a stream that is gone',
    states: [{Contact: {through: at(1)}, users: {cursor: at(1)}}, {Contact: {through: at(1)}}],
    found: 'users is gone',
  },
])('$what is found', ({states, found}) => {
  expect(findSetbacks(saved(...states))).toEqual([`acme import.state.json: ${found}`]);
});

test('connections are compared with themselves only', () => {
  const [first] = saved({Contact: {through: at(2)}});
  const [second] = saved({Contact: {through: at(1)}});
  if (!first || !second) throw new Error('no states');
  expect(findSetbacks([first, {...second, connection: 'other'}])).toEqual([]);
});
