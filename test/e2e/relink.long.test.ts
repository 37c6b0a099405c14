import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

const ANN = 'ann@example.com';
const RECORD = 'SELECT Id, Email, Cohort_User_ID__c FROM Contact';

async function idsOf(emulators: Emulators) {
  const {records} = (await emulators.salesforce(
    'GET',
    `/query?q=${encodeURIComponent(RECORD)}`,
  )) as {
    records: {Id: string; Email: string; Cohort_User_ID__c: string | null}[];
  };
  const users = await emulators.cohortUsers();
  return {
    records: records.map(({Id, Email, Cohort_User_ID__c: user}) => ({id: Id, email: Email, user})),
    users: users.map(({email, properties}) => ({email, record: properties.salesforce_id})),
  };
}

test('after a relink both ends name each other, and what is left behind is listed', async () => {
  const emulators = await Emulators.forTest({contacts: 0});
  for (const email of [ANN, 'bob@example.com'])
    await emulators.salesforce('POST', '/sobjects/Contact', {LastName: 'X', Email: email});
  await emulators.complete('sync');
  const [ann, bob] = (await idsOf(emulators)).records;
  const argv = [...emulators.arguments('relink'), '--record', bob?.id ?? '', '--email', ANN];
  const {stdout} = await execute(HARNESS, argv);
  expect(JSON.parse(stdout)).toMatchObject({
    record_id: bob?.id,
    user_id: ann?.user,
    records_left: [ann?.id],
    users_left: [bob?.user],
  });
  await emulators.complete('sync');
  const after = await idsOf(emulators);
  expect(after.records).toContainEqual({...bob, user: ann?.user});
  expect(after.users).toContainEqual({email: ANN, record: bob?.id});
  expect(emulators.inSync('rejects/Contact.jsonl')).toBeUndefined();
  const again = await emulators.complete('sync');
  for (const stream of again.streams) expect(stream).toMatchObject({created: 0, updated: 0});
});
