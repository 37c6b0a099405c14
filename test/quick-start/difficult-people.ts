import type {Checks} from './checks.js';
import type {cohortSide, User} from './cohort-side.js';
import type {Summary} from './run-harness.js';
import type {Contact, salesforceSide} from './salesforce-side.js';
import {expectNoWrites, forgetCalls} from './writes.js';

export interface Scene {
  salesforce: ReturnType<typeof salesforceSide>;
  cohort: ReturnType<typeof cohortSide>;
  checks: Checks;
  run(title: string, command: string): Promise<Summary>;
  /** Of both emulators. */
  urls: readonly string[];
}

const FAMILY = 'winter.family@example.com';
const TYPO = 'ida.sommer@exmaple.com';
const CORRECTED = 'ida.sommer@example.com';
const KEPT = 'max.herbst@example.com';
const MERGED = 'm.herbst@example.com';
const BUSY = 'lea.lenz@example.com';

/** The situations in which a sync that only compares both sides would do damage. */
export async function difficultPeople(scene: Scene): Promise<void> {
  const {salesforce} = scene;
  const [kim, , ida, max, merged, lea] = await salesforce.create([
    {FirstName: 'Kim', LastName: 'Winter', Email: FAMILY, Loyalty_Points__c: 500},
    {FirstName: 'Lee', LastName: 'Winter', Email: FAMILY, Loyalty_Points__c: 1},
    {FirstName: 'Ida', LastName: 'Sommer', Email: TYPO},
    {FirstName: 'Max', LastName: 'Herbst', Email: KEPT},
    {FirstName: 'M.', LastName: 'Herbst', Email: MERGED},
    {FirstName: 'Lea', LastName: 'Lenz', Email: BUSY, Loyalty_Points__c: 10},
  ]);
  await scene.run('two contacts, one address', 'sync');
  await expectFamily(scene);

  await salesforce.update(ida ?? '', {Email: CORRECTED});
  await salesforce.merge(max ?? '', merged ?? '');
  await salesforce.update(kim ?? '', {Loyalty_Points__c: 600});
  const people = await everybody(scene);
  await expectCorrections(scene, await scene.run('address corrected, merge', 'sync'), people);

  await editDuringSync(scene, lea ?? '');
  await expectQuietSync(scene);
}

/** The contact that was created last represents the user; the other is never written and never applied. */
async function expectFamily({salesforce, cohort, checks}: Scene): Promise<void> {
  const family = (await salesforce.contacts()).filter(({Email}) => Email === FAMILY);
  checks.same('one address: contacts', family.map(toFacts), [
    ['Kim', 500, false],
    ['Lee', 1, true],
  ]);
  const users = (await cohort.users()).filter(({email}) => email === FAMILY);
  checks.same('one address: users', users.map(toPoints), [['Lee', 1]]);
}

interface People {
  contacts: Contact[];
  users: User[];
}

async function everybody({salesforce, cohort}: Scene): Promise<People> {
  return {contacts: await salesforce.contacts(), users: await cohort.users()};
}

async function expectCorrections(scene: Scene, summary: Summary, before: People): Promise<void> {
  const {checks} = scene;
  const {contacts, users} = await everybody(scene);
  checks.same('corrected and merged: contacts', contacts.length, before.contacts.length);
  checks.same('corrected and merged: users', users.length, before.users.length);
  const addresses = new Set(contacts.map(({Email}) => Email));
  checks.same('corrected address stays', addresses.has(CORRECTED), true);
  checks.same('old address does not come back', addresses.has(TYPO), false);
  checks.same('merged contact does not come back', addresses.has(MERGED), false);
  checks.same('corrected address is listed', (summary.listed?.EMAIL_DIFFERS ?? 0) > 0, true);
  await checkPoints(scene, FAMILY, 1);
}

/** Whatever the sync has read of them by then: both sides end with what people typed last. */
async function editDuringSync(scene: Scene, contact: string): Promise<void> {
  const {salesforce, cohort} = scene;
  await salesforce.update(contact, {FirstName: 'Leah'});
  await forgetCalls(scene.urls);
  const running = scene.run('edits during a sync', 'sync');
  await cohort.upsert([{email: BUSY, properties: {loyalty_points: 77}}]);
  await salesforce.update(contact, {LastName: 'Lenz-May'});
  await running;
  await scene.run('sync after it', 'sync');
  await checkPoints(scene, BUSY, 77);
  const found = (await salesforce.contacts()).find(({Id}) => Id === contact);
  scene.checks.same(
    'edits during a sync: contact',
    [found?.FirstName, found?.LastName, found?.Loyalty_Points__c],
    ['Leah', 'Lenz-May', 77],
  );
}

async function checkPoints({cohort, checks}: Scene, email: string, points: number): Promise<void> {
  const found = (await cohort.users()).filter(user => user.email === email);
  const held = found.map(({properties}) => properties.loyalty_points);
  checks.same(`points of ${email}`, held, [points]);
}

async function expectQuietSync({run, checks, urls}: Scene): Promise<void> {
  await forgetCalls(urls);
  checks.numbers('quiet sync', await run('sync, no changes', 'sync'), {created: 0, updated: 0});
  await expectNoWrites(urls, checks);
}

function toFacts({FirstName, Loyalty_Points__c, Cohort_User_ID__c}: Contact) {
  return [FirstName, Loyalty_Points__c, Cohort_User_ID__c !== null];
}

function toPoints({firstName, properties}: User) {
  return [firstName, properties.loyalty_points];
}
