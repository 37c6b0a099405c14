import {expect, onTestFinished, test} from 'vitest';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {number, openContacts, text} from './fixtures/contacts.js';

async function start() {
  const cohort = await startCohort();
  const api = {write_form: 'job', job_poll_seconds: 0.01} as const;
  const contacts = await openContacts({...cohort.config, api}, {firstName: text, points: number});
  onTestFinished(async () => {
    await contacts.close();
    await cohort.close();
  });
  return {cohort, contacts};
}

const ann = {Email: 'ann@example.com', firstName: 'Ann', points: 1};
const bob = {Email: 'bob@example.com', firstName: 'Bob', points: 2};

test('users are written by jobs, and what is already so is not written', async () => {
  const {cohort, contacts} = await start();
  expect(await contacts.statuses(ann, bob)).toEqual(['created', 'created']);
  expect(await contacts.statuses(ann, {...bob, points: 3})).toEqual(['unchanged', 'updated']);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(0);
  expect(await cohort.calls('POST /v1/users/jobs')).toBe(2);
  expect(await cohort.user(bob.Email)).toMatchObject({properties: {points: 3}});
});

test('a user that a job refuses is rejected, the others are written', async () => {
  const {cohort, contacts} = await start();
  await cohort.fault({kind: 'invalid-item', nth: 2, times: 1});
  const [first, second] = await contacts.write(ann, bob);
  expect(first).toEqual({status: 'created'});
  expect(second).toMatchObject({status: 'rejected'});
  expect((await cohort.users()).map(({email}) => email)).toEqual([ann.Email]);
});

test('a job that fails as a whole is tried in parts, and each user is rejected with the reason', async () => {
  const {cohort, contacts} = await start();
  await contacts.write({Email: 'first@example.com'});
  await cohort.fault({kind: 'jobs', outcome: 'failed'});
  const results = await contacts.write(ann, bob);
  expect(results.map(({status}) => status)).toEqual(['rejected', 'rejected']);
  expect(JSON.stringify(results)).toContain('jobs.failed');
  expect(await cohort.users()).toHaveLength(1);
});
