import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {history} from './actions.js';
import {CREATED, writeMapping} from './connection.js';
import {type History, live} from './live.js';
import {TwoSystems} from './two-systems.js';
import {TypedValues} from './typed-values.js';
import {ADDED_LATER, NAMES} from './values.js';

// A long run: ECHO_ROUNDS=100 npx vitest run test/echo. The same again: SEED=... as it was printed.
const ROUNDS = Number(process.env.ECHO_ROUNDS ?? 8);
const SEED = Number(process.env.SEED ?? 1 + Math.floor(Math.random() * 1e9));
// Between two of them everybody is forgotten, and the connection gets other settings.
const ROUNDS_OF_A_HISTORY = 4;

let emulators: Emulators;
let systems: TwoSystems;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 0});
  systems = new TwoSystems(emulators);
});
afterAll(() => emulators.stop());

test(`nothing that people typed is lost, both sides agree, and a quiet sync writes nothing (SEED=${SEED})`, async () => {
  const length = Math.min(ROUNDS, ROUNDS_OF_A_HISTORY);
  let lived = 0;
  await fc.assert(
    fc.asyncProperty(history(length), async ({settings, rounds}) => {
      await emulators.reset();
      for (const name of CREATED) await systems.addProperty(name, 'text');
      const people: History = {
        emulators,
        systems,
        typed: new TypedValues(),
        apart: new Set<string>(),
        settings,
        links: [],
        mapped: NAMES,
      };
      for (const [index, round] of rounds.entries()) {
        const isExtended = index >= length / 2;
        writeMapping(emulators.connection, settings, isExtended);
        people.mapped = NAMES.filter(name => isExtended || name !== ADDED_LATER);
        await live(people, round);
        lived += 1;
      }
    }),
    {seed: SEED, numRuns: Math.ceil(ROUNDS / length), endOnFailure: true},
  );
  expect(lived).toBeGreaterThanOrEqual(ROUNDS);
}, 0);
