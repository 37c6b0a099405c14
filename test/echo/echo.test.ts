import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {act} from './act.js';
import {type Action, busyTime} from './actions.js';
import {type Contact, isQuiet, Model, type Tally, type User} from './model.js';
import {TwoSystems} from './two-systems.js';

// A long run: ECHO_ROUNDS=100 npx vitest run test/echo. The same again: SEED=... as it was printed.
const ROUNDS = Number(process.env.ECHO_ROUNDS ?? 8);
const SEED = Number(process.env.SEED ?? 1 + Math.floor(Math.random() * 1e9));
// What only the second sync can know: a record that the first has written counts as modified last.
const MOST_SYNCS = 3;
const MOST_CALLS = 9;

let emulators: Emulators;
let systems: TwoSystems;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 0});
  systems = new TwoSystems(emulators);
  await systems.addProperty('city', 'text');
});
afterAll(() => emulators.stop());

test(`both sides changed at random agree after each sync, and a quiet one writes nothing (SEED=${SEED})`, async () => {
  const history = fc.array(busyTime, {minLength: ROUNDS, maxLength: ROUNDS});
  await fc.assert(
    fc.asyncProperty(history, async rounds => {
      const model = new Model();
      for (const actions of rounds) await live(model, actions);
    }),
    {seed: SEED, numRuns: 1, endOnFailure: true},
  );
}, 0);

/** Lets a busy time pass and syncs until nothing is left to do. */
async function live(model: Model, actions: readonly Action[]): Promise<void> {
  for (const action of actions) await act({systems, model}, action);
  for (let syncs = 1; ; syncs += 1) {
    model.adopt(await systems.contactsAtRest(), []);
    const expected = model.sync();
    await emulators.forget();
    expect(await sync()).toEqual(expected);
    const calls = await emulators.stats();
    await expectAgreement(model);
    if (Object.values(expected).every(isQuiet)) {
      expectQuiet(calls);
      return;
    }
    expect(syncs, 'syncs that wrote something').toBeLessThanOrEqual(MOST_SYNCS);
  }
}

async function sync(): Promise<Record<string, Tally>> {
  const {code, summary} = await emulators.harness('sync');
  expect(summary.errors).toEqual([]);
  expect(code).toBe(0);
  return Object.fromEntries(
    summary.streams.map(({direction = '', created, updated, rejected}) => [
      direction,
      {created, updated, rejected},
    ]),
  );
}

async function expectAgreement(model: Model): Promise<void> {
  const [contacts, users] = await Promise.all([systems.contacts(), systems.users()]);
  model.adopt(contacts, users);
  expect(byId(contacts)).toEqual(byId([...model.contacts.values()]));
  expect(byId(users)).toEqual(byId([...model.users.values()]));
}

// Logins, descriptions and look-ups only, and few of them.
const READS = /^GET |oauth2\/token$|composite\/batch$|users\/lookup$/;

function expectQuiet(calls: Awaited<ReturnType<Emulators['stats']>>): void {
  for (const {routes} of Object.values(calls)) {
    expect(Object.keys(routes).filter(route => !READS.test(route))).toEqual([]);
    const counted = Object.entries(routes).filter(([route]) => !route.endsWith('oauth2/token'));
    const all = counted.reduce((sum, [, count]) => sum + count, 0);
    expect(all).toBeLessThanOrEqual(MOST_CALLS);
  }
}

function byId<Item extends Contact | User>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
