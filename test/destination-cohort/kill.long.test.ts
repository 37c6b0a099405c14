import {afterAll, describe, expect, onTestFinished, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {killWhileWriting, writeAll} from '../fixtures/kill-while-writing.js';
import {type Ended, freshPath, removeFolders, type Started} from '../fixtures/run-connector.js';
import {contactStream, number} from './fixtures/contacts.js';

afterAll(removeFolders);

// A long run: KILLS=50 npx vitest run test/destination-cohort/kill.long.test.ts
const KILLS = Number(process.env.KILLS ?? 4);
const USERS = 300;
const RECORDS = 6000;
const RECORDS_PER_STATE = 100;
const LINES_PER_STATE = RECORDS_PER_STATE + 1;
const BATCH = 'POST /v1/users/batch';
const STARTED = 'POST /v1/users/jobs';
const JOBS = {write_form: 'job', job_poll_seconds: 0.01};
const NO_LOOKUP = {paths: {user_lookup: null}};

/** Records from a place in the input on, with a state after each hundred. Each user comes again and again, with a newer value. */
function* input(from: number, to = RECORDS): Generator<string> {
  for (let index = from; index < to; index += 1) {
    const SystemModstamp = new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
    const data = {
      Id: `003${index % USERS}`,
      Email: `user${index % USERS}@example.com`,
      SystemModstamp,
      points: index,
    };
    const record = {stream: 'Contact', emitted_at: 1, data};
    yield `${JSON.stringify({type: 'RECORD', record})}\n`;
    if ((index + 1) % RECORDS_PER_STATE !== 0) continue;
    const stream = {stream_descriptor: {name: 'Contact'}, stream_state: {next: index + 1}};
    yield `${JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream}})}\n`;
  }
}

const textOf = (from: number, to = RECORDS) => [...input(from, to)].join('');

/** A Cohort that is written by programs, and what the last state that came back says. */
async function startWorld(api: object, more: object = {}) {
  const cohort = await startCohort();
  onTestFinished(() => cohort.close());
  const mapping = {Email: 'email', points: 'points'};
  const files = {
    config: {...cohort.config, mapping, api, state_dir: freshPath('jobs'), ...more},
    catalog: {streams: [contactStream({points: number})]},
  };
  let next = 0;
  /** Takes in what a killed or ended program has answered, and checks Cohort against it. */
  async function acknowledge({messages}: Ended): Promise<void> {
    for (const message of messages) {
      if (message.type !== 'STATE') continue;
      next = Math.max(next, Number(message.state.stream?.stream_state?.next));
    }
    const points = await pointsIn(cohort);
    // With links, a record that another one stands for is acknowledged before the other is written, which then comes again.
    if ('baseline_dir' in more) return;
    for (let index = Math.max(0, next - USERS); index < next; index += 1) {
      const found = points.get(`user${index % USERS}@example.com`) ?? -1;
      expect(found).toBeGreaterThanOrEqual(index);
      expect(found % USERS).toBe(index % USERS);
    }
  }
  async function write(from: number, to = RECORDS): Promise<void> {
    const ended = await writeAll('destination-cohort', {...files, input: textOf(from, to)});
    expect(ended.exitCode).toBe(0);
    await acknowledge(ended);
  }
  return {
    cohort,
    acknowledge,
    write,
    next: () => next,
    /** Is killed before anything is acknowledged. */
    die: (part: {input: string; isWhole: boolean}, until: (victim: Started) => Promise<unknown>) =>
      killWhileWriting('destination-cohort', {...files, ...part, until}),
    /** Writes the rest: each user is there once, as the last record has it, and nothing more is to be done. */
    async finish(): Promise<void> {
      await write(next);
      expect(next).toBe(RECORDS);
      await expectNewest(cohort);
      await cohort.forget();
      await write(RECORDS - USERS);
      expect([await cohort.calls(BATCH), await cohort.calls(STARTED)]).toEqual([0, 0]);
    },
  };
}

const waitForMore = (cohort: Cohort, route: string, than: number) =>
  expect.poll(() => cohort.calls(route), {timeout: 30_000}).toBeGreaterThan(than);

async function pointsIn(cohort: Cohort): Promise<Map<string, number>> {
  const users = await cohort.users();
  const points = new Map(users.map(user => [user.email, Number(user.properties.points)]));
  expect(points.size).toBe(users.length);
  return points;
}

async function expectNewest(cohort: Cohort): Promise<void> {
  const points = [...(await pointsIn(cohort)).values()].toSorted((a, b) => a - b);
  expect(points).toEqual(Array.from({length: USERS}, (_, index) => RECORDS - USERS + index));
}

const linked = () => ({baseline_dir: freshPath('baseline')});

describe.each([
  ['by jobs', JOBS, () => ({})],
  ['without a lookup', NO_LOOKUP, () => ({})],
  ['by jobs and without a lookup', {...JOBS, ...NO_LOOKUP}, () => ({})],
  ['by jobs, with links', JOBS, linked],
  ['without a lookup, with links', NO_LOOKUP, linked],
] as const)('%s', (_, api, more) => {
  test('killed again and again, nothing is lost and nothing is there twice', async () => {
    const settings = more();
    const isWhole = 'baseline_dir' in settings;
    const its = await startWorld(api, settings);
    for (let kills = 0; kills < KILLS; kills += 1) {
      const lines = [...input(its.next())];
      // Every other time right after a state has come back, and else while a write is under way. Records that are not
      // linked yet are written only when the input has ended.
      // An input without a state at its end is not complete.
      const rounds = Math.ceil((lines.length / LINES_PER_STATE) * ((kills + 1) / (KILLS + 1)));
      const upTo = rounds * LINES_PER_STATE;
      const part = {input: lines.slice(0, upTo).join(''), isWhole};
      const route = 'write_form' in api ? STARTED : BATCH;
      const sent = await its.cohort.calls(route);
      const victim = await its.die(part, async ({until}) => {
        if (kills % 2 === 0) await until(({type}) => type === 'STATE');
        else await waitForMore(its.cohort, route, sent);
      });
      await its.acknowledge(victim);
    }
    await its.finish();
  });
});

test('what a job of a killed run writes late is not written over what the next run writes', async () => {
  const its = await startWorld(JOBS);
  await its.write(0, USERS);
  await its.cohort.fault({kind: 'jobs', polls: 1_000_000, late: true});
  const part = {input: textOf(USERS, 2 * USERS), isWhole: false};
  const started = await its.cohort.calls(STARTED);
  const victim = await its.die(part, () => waitForMore(its.cohort, STARTED, started));
  await its.acknowledge(victim);
  expect(its.next()).toBe(USERS);
  // Ends a job when it is looked at, as this one was not.
  await its.cohort.fault({kind: 'jobs', polls: 0, late: true});
  await its.write(RECORDS - USERS);
  await its.cohort.fault({kind: 'jobs'});
  await expectNewest(its.cohort);
});
