import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';

const EMAIL = 'bob@example.com';

/** Merges settings into both directions of the connection. */
function configure(emulators: Emulators, settings: {import?: object; export?: object}): void {
  const connection = parse(readFileSync(emulators.connection, 'utf8'));
  for (const [direction, some] of Object.entries(settings)) {
    Object.assign(connection[direction], some);
  }
  writeFileSync(emulators.connection, stringify(connection));
}

async function tierOfUser(emulators: Emulators): Promise<unknown> {
  const [user] = await emulators.cohortUsers();
  return user?.properties.loyalty_tier;
}

async function expectNothingToDo(emulators: Emulators): Promise<void> {
  for (const stream of (await emulators.complete('sync')).streams) {
    expect(stream).toMatchObject({created: 0, updated: 0});
  }
}

test('an export that is switched on later fills what is empty and syncs what was typed meanwhile', async () => {
  const emulators = await Emulators.forTest({contacts: 0});
  const fields = {LastName: 'lastName', Loyalty_Tier__c: 'loyalty_tier', Phone: 'phone'};
  configure(emulators, {import: {fields}, export: {enabled: false}});
  await emulators.putUser({email: EMAIL, properties: {loyalty_tier: 'Gold'}});
  const contact = {LastName: 'Bob', Email: EMAIL, Phone: '1'};
  await emulators.salesforce('POST', '/sobjects/Contact', contact);
  await emulators.complete('sync');
  await emulators.putUser({email: EMAIL, properties: {phone: '2'}});
  const properties = {loyalty_tier: 'Loyalty_Tier__c', phone: 'Phone'};
  configure(emulators, {export: {enabled: true, properties}});
  await emulators.complete('sync');
  const [record] = await emulators.snapshot('import');
  expect(record).toContain('"Loyalty_Tier__c","Gold"');
  expect(record).toContain('"Phone","2"');
  await expectNothingToDo(emulators);
});

test.each(['rest', 'bulk'])(
  'a default of a record that the export creates replaces no value in Cohort, with write_api %s',
  async write_api => {
    const emulators = await Emulators.forTest({contacts: 0});
    configure(emulators, {
      import: {fields: {LastName: 'lastName', Loyalty_Tier__c: 'loyalty_tier'}},
      export: {
        properties: {loyalty_points: 'Loyalty_Points__c'},
        create_defaults: {LastName: 'Unknown', Loyalty_Tier__c: 'Bronze'},
        write_api,
      },
    });
    const properties = {loyalty_tier: 'Gold', loyalty_points: 7};
    await emulators.putUser({email: EMAIL, lastName: 'Smith', properties});
    await emulators.complete('sync');
    expect(await emulators.snapshot('import')).toHaveLength(1);
    expect(await tierOfUser(emulators)).toBe('Gold');
    await expectNothingToDo(emulators);
    expect(await tierOfUser(emulators)).toBe('Gold');
  },
);

test('settings that act on whom earlier runs have listed apply once they are set', async () => {
  const emulators = await Emulators.forTest({contacts: 0});
  configure(emulators, {export: {enabled: false}});
  const create = (name: string) =>
    emulators.salesforce('POST', '/sobjects/Contact', {LastName: name, Email: `${name}@x.example`});
  const [moved, deleted] = (await Promise.all(['moved', 'deleted'].map(create))) as {id: string}[];
  await emulators.complete('import');
  await emulators.salesforce('PATCH', `/sobjects/Contact/${moved?.id}`, {Email: 'new@x.example'});
  await emulators.salesforce('DELETE', `/sobjects/Contact/${deleted?.id}`);
  await emulators.complete('import');
  const settings = {email_changes: 'follow', on_delete: 'property:state=deleted'};
  configure(emulators, {import: settings});
  await emulators.complete('import');
  const users = (await emulators.cohortUsers()).map(user => [user.email, user.properties.state]);
  expect(users).toEqual([
    ['deleted@x.example', 'deleted'],
    ['new@x.example', null],
  ]);
});
