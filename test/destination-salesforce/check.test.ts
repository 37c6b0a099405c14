import type {SalesforceEmulatorOptions} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {checkUsers} from './fixtures/check-users.js';
import {type Org, startOrg} from './fixtures/org.js';
import {mapping} from './fixtures/users.js';

let org: Org;
afterEach(() => org.close());

async function check(config: Partial<Config>, options: SalesforceEmulatorOptions = {}) {
  org = await startOrg(options);
  return checkUsers(org, config);
}

describe('check', () => {
  test('says what can be done, by what users are matched and how many calls remain', async () => {
    await expect(check({})).resolves.toMatch(
      /^Contact records can be created and updated, matched by Cohort_User_ID__c, then Email\. Contact\.Cohort_User_ID__c is not unique: .* \d+ of 100000 daily API calls remain\.$/,
    );
  });

  test.each<[Partial<Config>, SalesforceEmulatorOptions, string]>([
    [{object: 'Nothing'}, {}, 'NOT_FOUND'],
    [
      {object: 'Lead', mapping: {email: 'Email', lastName: 'LastName'}},
      {},
      'A new Lead needs Company',
    ],
    [{mapping: {email: 'Email'}}, {}, 'A new Contact needs LastName'],
    [{mapping: {...mapping, x: 'X__c'}}, {}, 'Contact has no field "X__c"'],
    [
      {mapping: {...mapping, x: 'CreatedDate'}},
      {},
      'Contact.CreatedDate (datetime) cannot be written',
    ],
    [
      {mapping: {...mapping, id: 'Birthdate'}, user_id_field: 'Birthdate'},
      {},
      'ask the Salesforce administrator for a text field',
    ],
    [
      {users: 'existing'},
      {permissions: {'Contact.Cohort_User_ID__c': 'read'}},
      'Contact.Cohort_User_ID__c (string) cannot be written',
    ],
    [{}, {dailyApiRequests: 2}, 'has used all of its 2 daily API calls'],
    [{client_secret: 'wrong'}, {}, 'client_secret'],
  ])('%j %j: names what is in the way', async (config, options, message) => {
    await expect(check(config, options)).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  });
});

describe('check without a word on', () => {
  test('the object: claims nothing of any, for the catalog names it', async () => {
    const nowhere = {
      object: undefined,
      mapping: {email: 'Nowhere__c'},
    } as unknown as Partial<Config>;
    await expect(check(nowhere)).resolves.toMatch(/^Logged in\. .* \d+ of 100000 daily/);
  });

  test('the users: says what the sync mode may be, and why it may not be another', async () => {
    const unsaid = (mapping: Record<string, string>) =>
      ({users: undefined, mapping}) as unknown as Partial<Config>;
    await expect(check(unsaid(mapping))).resolves.toMatch(
      /^Contact records can be created and updated, matched by Cohort_User_ID__c, then Email\. Contact\.Cohort_User_ID__c is not unique/,
    );
    await org.close();
    await expect(check(unsaid({email: 'Email'}))).resolves.toMatch(
      /^Contact records can be updated, matched by Email\. A new Contact needs LastName, .* \d+ of/,
    );
    await org.close();
    await expect(check(unsaid({email: 'Nowhere__c'}))).rejects.toThrow('no field "Nowhere__c"');
  });
});
