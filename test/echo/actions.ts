import fc from 'fast-check';
import {TIERS} from './values.js';

const names = fc.constantFrom('Ada', 'Bo', 'Zoë', "O'Neil", '李', 'x"y,z\n=1');
const points = fc.constantFrom(0, 7, 12.5, 1000);
const emails = fc.constantFrom('ann', 'ben', 'cem', 'dée').map(name => `${name}@shop.example`);
const spelt = fc.oneof(
  {weight: 4, arbitrary: emails},
  {weight: 1, arbitrary: emails.map(email => email.toUpperCase())},
  {weight: 1, arbitrary: emails.map(email => email.normalize('NFD'))},
);
const maybeEmail = fc.option(spelt, {freq: 5});

const contactValues = fc.record(
  {
    firstName: fc.option(names),
    lastName: names,
    city: fc.option(names),
    country: fc.option(names),
    loyalty_points: fc.option(points),
    newsletter: fc.boolean(),
    loyalty_tier: fc.option(fc.constantFrom(...TIERS)),
  },
  {requiredKeys: ['lastName']},
);
const changedValues = fc.record(
  {
    firstName: fc.option(fc.oneof(names, fc.constantFrom(' Ada ', '  '))),
    lastName: names,
    city: fc.option(names),
    country: fc.option(names),
    loyalty_points: fc.option(points),
    newsletter: fc.boolean(),
    loyalty_tier: fc.option(fc.constantFrom('Gold', 'Silver')),
  },
  {requiredKeys: []},
);
const which = fc.nat(1000);

const action = fc.oneof(
  fc.record({
    does: fc.constant('add contact' as const),
    email: maybeEmail,
    values: contactValues,
    // Another one with the same email.
    twin: fc.option(contactValues, {freq: 2}),
  }),
  fc.record({does: fc.constant('change contact' as const), which, values: changedValues}),
  fc.record({does: fc.constant('change email' as const), which, email: maybeEmail}),
  fc.record({does: fc.constant('swap emails' as const), which}),
  fc.record({does: fc.constant('clone contact' as const), which}),
  fc.record({does: fc.constant('merge contacts' as const), which, other: which}),
  fc.record({does: fc.constant('delete contact' as const), which}),
  fc.record({does: fc.constant('undelete contact' as const), which}),
  fc.record({does: fc.constant('save user' as const), email: emails, values: changedValues}),
  fc.record({does: fc.constant('delete user' as const), which}),
  fc.record({
    does: fc.constant('change both' as const),
    which,
    contact: changedValues,
    user: changedValues,
  }),
);

/** What somebody does in one of the systems; `which` and `other` count around those there are. */
export type Action = typeof action extends fc.Arbitrary<infer Each> ? Each : never;

const trouble = fc.record({
  /** Milliseconds after which a first sync is killed. */
  killAfter: fc.option(fc.integer({min: 200, max: 6000}), {freq: 3}),
  /** Two more people edit while a sync runs. */
  meanwhile: fc.option(fc.tuple(which, which), {freq: 2}),
  losesBaseline: fc.integer({min: 0, max: 7}).map(number => number === 0),
});

const round = fc.record({
  actions: fc.array(action, {minLength: 1, maxLength: 6}),
  trouble,
});

export type Round = typeof round extends fc.Arbitrary<infer Each> ? Each : never;

/** Rounds of what happens between two syncs and during them, under one connection's settings. */
export function history(rounds: number) {
  return fc.record({
    settings: fc.record({
      wins: fc.constantFrom(undefined, 'salesforce', 'cohort', 'newest'),
      duplicates: fc.constantFrom(undefined, 'newest', 'oldest'),
      marksDeleted: fc.boolean(),
      translates: fc.boolean(),
      when: fc.constantFrom(undefined, 'empty', 'create'),
      hasConstants: fc.boolean(),
      refreshes: fc.boolean(),
      writesInBulk: fc.boolean(),
      selects: fc.boolean(),
    }),
    rounds: fc.array(round, {minLength: rounds, maxLength: rounds}),
  });
}
