import {createHash} from 'node:crypto';
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest';
import {killWhileWriting, writeAll} from '../fixtures/kill-while-writing.js';
import {removeFolders, type Started} from '../fixtures/run-connector.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {contactFor, contactsOf} from './fixtures/exported-contacts.js';
import {type Org, startOrg} from './fixtures/org.js';
import {mapping, userStream, usersOf} from './fixtures/users.js';

// Each moment costs a run that is killed and one that ends; set it higher for a longer hunt. The same
// moments again: SEED=... as it was printed.
const MOMENTS = Number(process.env.CRASH_MOMENTS ?? 1);
const SEED = Number(process.env.SEED ?? 1 + Math.floor(Math.random() * 1e9));
const USERS = 1200;
// About as many as an undisturbed run makes.
const REQUESTS = 18;

let org: Org;
beforeEach(async () => {
  org = await startOrg({bulkQueuedMs: 150, bulkInProgressMs: 150});
});
afterEach(() => org.close());
afterAll(removeFolders);

const input = [
  ...usersOf(USERS).map(data => ({type: 'RECORD', record: {stream: 'users', data, emitted_at: 1}})),
  {
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: {stream_descriptor: {name: 'users'}, stream_state: {version: 1}},
    },
  },
]
  .map(message => `${JSON.stringify(message)}\n`)
  .join('');

describe.each([
  ['rest', {}],
  ['bulk', {state_dir: true}],
  ['bulk', {state_dir: false}],
] as const)('killed while writing by %s %j', (write_api, {state_dir}: {state_dir?: boolean}) => {
  test.each(Array.from({length: MOMENTS}, (_, moment) => moment))(
    `at moment %i: the next run leaves the org as an undisturbed one would (SEED=${SEED})`,
    async moment => {
      await org.put(
        'Contact',
        ...Array.from({length: 5}, (_, n) => ({
          LastName: 'Old',
          Email: `user${n * 100}@example.com`,
        })),
      );
      const files = {
        config: {
          ...org.config,
          mapping,
          write_api,
          ...(state_dir && {state_dir: await temporaryFolder()}),
        },
        catalog: {streams: [userStream()]},
        input,
      };
      const share = (moment + drawn(`${write_api} ${state_dir} ${moment}`)) / MOMENTS;
      const requests = 2 + Math.floor(share * REQUESTS);
      await killWhileWriting('destination-salesforce', {
        ...files,
        until: started => someRequests(requests, started),
      });
      const {exitCode, messages} = await writeAll('destination-salesforce', files);
      expect({exitCode, states: messages.filter(({type}) => type === 'STATE')}).toMatchObject({
        exitCode: 0,
        states: [{state: {destinationStats: {recordCount: USERS, rejectedRecordCount: 0}}}],
      });
      const left = await contactsOf(org);
      const byId = (a: {Cohort_User_ID__c?: unknown}, b: {Cohort_User_ID__c?: unknown}) =>
        String(a.Cohort_User_ID__c) < String(b.Cohort_User_ID__c) ? -1 : 1;
      expect(left.sort(byId)).toEqual(usersOf(USERS).map(contactFor).sort(byId));
    },
  );
});

/** Between 0 and 1, by the seed and what it is drawn for. */
function drawn(what: string): number {
  return createHash('sha256').update(`${SEED} ${what}`).digest().readUInt32BE() / 2 ** 32;
}

/** Resolves when the org has had so many requests since the login, or the run has ended. */
async function someRequests(wanted: number, {ended}: Started): Promise<void> {
  let hasEnded = false;
  ended.then(() => {
    hasEnded = true;
  });
  const isTime = async () => hasEnded || (await org.stats()).requests >= wanted;
  await expect.poll(isTime, {interval: 5, timeout: 60_000}).toBe(true);
}
