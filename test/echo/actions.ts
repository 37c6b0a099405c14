import fc from 'fast-check';
import {TIERS} from './model.js';

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
    loyalty_points: fc.option(points),
    newsletter: fc.boolean(),
    loyalty_tier: fc.option(fc.constantFrom(...TIERS)),
  },
  {requiredKeys: ['lastName']},
);
const userValues = fc.record(
  {
    firstName: fc.option(fc.oneof(names, fc.constantFrom(' Ada ', '  '))),
    lastName: fc.option(names),
    city: fc.option(names),
    loyalty_points: fc.option(points),
    newsletter: fc.option(fc.boolean()),
    loyalty_tier: fc.option(fc.constantFrom('Gold', 'Silver', 'no such tier')),
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
  fc.record({does: fc.constant('change contact' as const), which, values: contactValues}),
  fc.record({does: fc.constant('change email' as const), which, email: maybeEmail}),
  fc.record({does: fc.constant('delete contact' as const), which}),
  fc.record({does: fc.constant('set user id' as const), which, user: fc.option(which)}),
  fc.record({does: fc.constant('save user' as const), email: emails, values: userValues}),
  fc.record({
    does: fc.constant('change both' as const),
    which,
    contact: contactValues,
    user: userValues,
  }),
);

/** What somebody does in one of the systems; `which` and `user` count around those there are. */
export type Action = typeof action extends fc.Arbitrary<infer Each> ? Each : never;

/** What happens between two syncs. */
export const busyTime: fc.Arbitrary<Action[]> = fc.array(action, {minLength: 1, maxLength: 6});
