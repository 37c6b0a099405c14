import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {Summary} from '../../harness/report/summary.js';
import {Emulators} from '../fixtures/emulators.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {act} from './act.js';
import {history} from './actions.js';
import {CREATED, writeMapping} from './connection.js';
import {TwoSystems, toRecord} from './two-systems.js';
import {TypedValues} from './typed-values.js';

// Other histories: SEED=... ECHO_ROUNDS=100 npx vitest run test/echo/plan.long.test.ts
const ROUNDS = Number(process.env.ECHO_ROUNDS ?? 8);
const SEED = Number(process.env.SEED ?? 1001);
const ROUNDS_OF_A_HISTORY = 4;
const NEVER = ['POST /v1/users/batch', 'POST /v1/user-properties'];

let emulators: Emulators;
let systems: TwoSystems;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 0});
  systems = new TwoSystems(emulators);
});
beforeEach(() => emulators.reset());
afterAll(() => emulators.stop());

function countsOf({streams}: Summary, directions = ['import', 'export']) {
  return streams
    .filter(({direction}) => directions.includes(direction ?? ''))
    .map(({direction, read, created, updated, unchanged, duplicates, rejected, listed}) => {
      return {direction, read, created, updated, unchanged, duplicates, rejected, listed};
    });
}

test(`a plan says what the next sync does, whatever has happened (SEED=${SEED})`, async () => {
  const length = Math.min(ROUNDS, ROUNDS_OF_A_HISTORY);
  const planFile = join(await temporaryFolder(), 'plan.jsonl');
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(history(length), async ({settings, rounds}) => {
      await emulators.reset();
      for (const name of CREATED) await systems.addProperty(name, 'text');
      writeMapping(emulators.connection, settings, true);
      const world = {systems, typed: new TypedValues(), apart: new Set<string>()};
      for (const {actions} of rounds) {
        for (const action of actions) await act(world, action);
        const before = [await systems.contacts(), await systems.users()];
        const plan = countsOf(await emulators.complete('plan', ['--out', planFile]));
        expect([await systems.contacts(), await systems.users()]).toEqual(before);
        expect(plan).toEqual(countsOf(await emulators.complete('sync', ['--plan', planFile])));
        planned += 1;
      }
    }),
    {seed: SEED, numRuns: Math.ceil(ROUNDS / length), endOnFailure: true},
  );
  expect(planned).toBeGreaterThanOrEqual(ROUNDS);
}, 0);

test('the export is planned for users that the import creates, and nothing is written', async () => {
  writeMapping(emulators.connection, {}, true);
  await systems.createContact(toRecord({lastName: 'Ann'}, {Email: 'ann@shop.example'}));
  await emulators.forget();
  const plan = await emulators.complete('plan');
  const {cohort} = await emulators.stats();
  expect(NEVER.filter(route => cohort.routes[route])).toEqual([]);
  expect(plan.streams).toMatchObject([
    {direction: 'import', created: 1},
    {direction: 'export', read: 1, updated: 1},
  ]);
  const [, written] = plan.changes ?? [];
  expect(written).toMatchObject({
    direction: 'export',
    key: 'ann@shop.example',
    fields: [{name: 'Cohort_User_ID__c', to: '(the id that Cohort gives out)'}],
  });
  const sync = await emulators.complete('sync');
  expect(countsOf(plan)).toEqual(countsOf(sync));
});

test('a sync under a plan refuses what came after the plan, and writes nothing', async () => {
  writeMapping(emulators.connection, {}, true);
  const planFile = join(await temporaryFolder(), 'plan.jsonl');
  await systems.createContact(toRecord({lastName: 'Ann'}, {Email: 'ann@shop.example'}));
  await emulators.complete('plan', ['--out', planFile]);
  await systems.createContact(toRecord({lastName: 'Bob'}, {Email: 'bob@shop.example'}));
  await emulators.forget();
  const {code, summary} = await emulators.harness('sync', ['--plan', planFile]);
  expect(code).toBe(2);
  expect(summary.errors?.[0]?.message).toMatch(
    /2 changes that the plan does not have, such as: bob@shop\.example would be created in Cohort/,
  );
  const {cohort} = await emulators.stats();
  expect(NEVER.filter(route => cohort.routes[route])).toEqual([]);
  await emulators.complete('plan', ['--out', planFile]);
  const {streams} = await emulators.complete('sync', ['--plan', planFile]);
  expect(streams[0]).toMatchObject({direction: 'import', created: 2});
});

test('explain shows both directions of a person whom the import would create', async () => {
  writeMapping(emulators.connection, {}, true);
  await systems.createContact(toRecord({lastName: 'Ann'}, {Email: 'ann@shop.example'}));
  const {summary} = await emulators.harness('explain', ['--email', 'ann@shop.example']);
  const {changes} = summary as unknown as {changes: {direction: string; result: string}[]};
  expect(changes.map(({direction, result}) => [direction, result])).toEqual([
    ['import', 'created'],
    ['export', 'updated'],
  ]);
});
