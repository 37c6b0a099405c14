import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {killAfter} from '../fixtures/kill-after.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';
import {complete, EVENTS, gold, startAlsoWorld} from './fixtures/also-world.js';

// A long run: KILLS=20 npx vitest run test/e2e/also-kill.long.test.ts
const KILLS = Number(process.env.KILLS ?? 3);
const EVENT = {route: 'GET /v1/user-events', fault: '/v1/user-events'};
const MEMBER = {route: 'GET /v1/lists/:id/members', fault: '/v1/lists/*/members'};

type World = Awaited<ReturnType<typeof startAlsoWorld>>;

/** Syncs, and is killed when the export has written and what comes after it is about to be read. */
async function dieBeforeReading({cohort}: World, connection: string, {route, fault}: typeof EVENT) {
  const before = await cohort.calls(route);
  await cohort.fault({method: 'GET', route: fault, times: 1, delayMs: 600_000});
  let pid = 0;
  const argv = ['sync', '--connection', connection, '--json'];
  const ended = execute(HARNESS, argv, {
    onStart: started => {
      pid = started;
    },
  });
  const calls = () => cohort.calls(route);
  await expect.poll(calls, {timeout: 60_000}).toBeGreaterThan(before);
  process.kill(pid, 'SIGKILL');
  expect(await ended).toMatchObject({signal: 'SIGKILL'});
  await cohort.forget();
}

const idOf = async ({org}: World, name: string) =>
  (await org.query(`SELECT Cohort_User_ID__c FROM Contact WHERE LastName = '${name}'`))[0]
    ?.Cohort_User_ID__c;

test('events that were rejected are sent again by the run after one that was killed when it had exported their person', async () => {
  const world = await startAlsoWorld();
  const {folder, cohort, org, connect, person} = world;
  await person('ann');
  await cohort.put([gold('ann'), gold('bob')]);
  const connection = await connect(EVENTS);
  const [first] = await complete('sync', connection);
  expect(first?.rejected).toBeGreaterThan(0);
  await person('bob');
  await dieBeforeReading(world, connection, EVENT);
  expect(await idOf(world, 'bob')).toBeTruthy();
  const rejects = join(folder, 'connection.sync/rejects/user_events.jsonl');
  expect(await readFile(rejects, 'utf8')).toContain('bob@example.com');

  await complete('sync', connection);
  const soql = 'SELECT Cohort_Event_ID__c FROM Cohort_Event__c';
  expect(await org.query(soql)).toHaveLength((first?.created ?? 0) + (first?.rejected ?? 0));
  await expect(readFile(rejects, 'utf8')).rejects.toThrow('ENOENT');
  await cohort.forget();
  await complete('sync', connection);
  // Once everything is there, the events are not read from the start again.
  expect(await cohort.calls(EVENT.route)).toBe(1);
});

test('members who were rejected are sent again by the run after one that was killed', async () => {
  const world = await startAlsoWorld();
  const {cohort, org, members, connect, enlist, person} = world;
  await person('ann');
  await cohort.put([gold('ann'), gold('bob')]);
  await enlist('ann@example.com', 'bob@example.com');
  const connection = await connect(members);
  expect(await complete('sync', connection)).toMatchObject([{created: 1, rejected: 1}]);
  await person('bob');
  await dieBeforeReading(world, connection, MEMBER);
  expect(await idOf(world, 'bob')).toBeTruthy();
  expect(await complete('sync', connection)).toMatchObject([{created: 1, rejected: 0}]);
  expect(await org.query('SELECT Id FROM CampaignMember')).toHaveLength(2);
});

test('killed at any moment, no event is lost and none is there twice', async () => {
  const {cohort, org, connect, person} = await startAlsoWorld();
  const connection = await connect(EVENTS);
  await person('first');
  await cohort.put([gold('first')]);
  const startedAt = Date.now();
  await complete('sync', connection);
  const durationMs = Date.now() - startedAt;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await cohort.put([gold(`user${kill}`)]);
    await complete('sync', connection);
    await person(`user${kill}`);
    const argv = ['sync', '--connection', connection, '--json'];
    const afterMs = (durationMs * (kill + 1)) / (KILLS + 1);
    await killAfter(
      afterMs,
      onStart => execute(HARNESS, argv, {onStart}),
      pid => [pid],
    );
    await complete('sync', connection);
  }
  const events = await cohort.ask('/v1/user-events');
  const found = await org.query('SELECT Cohort_Event_ID__c FROM Cohort_Event__c');
  const ids = found.map(({Cohort_Event_ID__c}) => Cohort_Event_ID__c);
  expect(ids.toSorted()).toEqual(events.data.map(({id}: {id: string}) => id).toSorted());
});
