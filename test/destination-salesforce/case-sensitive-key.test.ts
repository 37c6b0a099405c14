import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, userOf} from './fixtures/users.js';

let org: Org;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'describe-'));
  const plain = await startOrg();
  const contact = await plain.api('GET', '/sobjects/Contact/describe');
  await plain.close();
  const sample = contact.fields.find(({name}: {name: string}) => name === 'External_Ref__c');
  const field = {...sample, name: 'Login__c', label: 'Login', caseSensitive: true, unique: true};
  const file = join(folder, 'contact.json');
  writeFileSync(file, JSON.stringify({...contact, fields: [{...field, length: 255}]}));
  org = await startOrg({describeFiles: [file]});
});
afterEach(async () => {
  await org.close();
  rmSync(folder, {recursive: true});
});

test.each(['rest', 'bulk'] as const)(
  'by %s, an address is one person in any case, also in a field that tells cases apart',
  async write_api => {
    const [id] = await org.put('Contact', {LastName: 'A', Login__c: 'User1@Example.com'});
    const mapping = {email: 'Login__c', id: 'Cohort_User_ID__c', lastName: 'LastName'};
    const config = {...org.config, write_api, email_field: 'Login__c', mapping};
    expect((await exportUsers(config, [userOf(1)])).counts).toEqual({updated: 1});
    expect(await org.query('SELECT Id, Login__c, Cohort_User_ID__c FROM Contact')).toEqual([
      {Id: id, Login__c: 'User1@Example.com', Cohort_User_ID__c: 'user-1'},
    ]);
  },
);
