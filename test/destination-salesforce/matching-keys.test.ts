import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {destination} from '../../destination-salesforce/destination.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, userOf} from './fixtures/users.js';

let org: Org;
afterEach(() => org.close());

test('any matching key that discover names can be matched by', async () => {
  org = await startOrg();
  const config = {
    ...org.config,
    mapping: {email: 'Email', lastName: 'LastName', ref: 'External_Ref__c'},
  };
  const user = {...userOf(1), ref: 'Ref-1'};
  expect((await exportUsers(config, [user])).counts).toEqual({created: 1});
  const byRef = {primary_key: [['ref']]};
  const renamed = {...user, ref: 'REF-1', lastName: 'New', email: 'other@example.com'};
  expect((await exportUsers(config, [renamed], byRef)).counts).toEqual({updated: 1});
  const [record] = await org.query('SELECT Id, Email, LastName FROM Contact');
  expect(record).toMatchObject({Email: 'other@example.com', LastName: 'New'});
  const byId = {...config, mapping: {id: 'Id', lastName: 'LastName'}};
  const known = {id: String(record?.Id).slice(0, 15), lastName: 'Newer'};
  const strange = {id: '003000000000000AAA', lastName: 'Nobody'};
  const mode = {primary_key: [['id']], destination_sync_mode: 'update' as const};
  for (const write_api of ['rest', 'bulk'] as const) {
    const {counts} = await exportUsers({...byId, write_api}, [known, strange], mode);
    expect(counts).toEqual(write_api === 'rest' ? {updated: 1, unchanged: 1} : {unchanged: 2});
  }
  expect(await org.query('SELECT LastName FROM Contact')).toEqual([{LastName: 'Newer'}]);
});

test.each(['rest', 'bulk'] as const)(
  'by %s, records are matched by an external id that is a number',
  async write_api => {
    const folder = await mkdtemp(join(tmpdir(), 'describe-'));
    const describeFile = join(folder, 'contact.json');
    const number = {
      name: 'Customer_Number__c',
      label: 'Customer Number',
      type: 'double',
      soapType: 'xsd:double',
      precision: 18,
      ...{externalId: true, unique: true, idLookup: true, custom: true},
      ...{nillable: true, createable: true, updateable: true},
    };
    await writeFile(describeFile, JSON.stringify({name: 'Contact', fields: [number]}));
    org = await startOrg({describeFiles: [describeFile]});
    await org.put('Contact', {LastName: 'Old', Customer_Number__c: 1234567890});
    const users = [
      {customer: '1234567890.0', lastName: 'New'},
      {customer: 42, lastName: 'Other'},
      {customer: '42 or so', lastName: 'Nobody'},
    ];
    const config = {
      ...org.config,
      write_api,
      mapping: {customer: 'Customer_Number__c', lastName: 'LastName'},
    };
    const byNumber = {primary_key: [['customer']]};
    const {counts, results} = await exportUsers(config, users, byNumber);
    expect(counts).toEqual({updated: 1, created: 1, INVALID_TYPE_ON_FIELD_IN_RECORD: 1});
    expect(results[2]).toMatchObject({key: '42 or so', fields: ['Customer_Number__c']});
    expect((await exportUsers(config, users.slice(0, 2), byNumber)).counts).toEqual({unchanged: 2});
    const session = await destination.connect(
      {...org.config, object: 'Contact'},
      recordingContext().context,
    );
    const operations = await destination.discover(session);
    await destination.close?.(session);
    expect(operations.at(1)?.matching_keys).toContainEqual(['Customer_Number__c']);
  },
);

test('a further email field finds the record, and the email stays as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'describe-'));
  const describeFile = join(folder, 'contact.json');
  org = await startOrg();
  const described = await org.api('GET', '/sobjects/Contact/describe');
  await org.close();
  const email = described.fields.find(({name}: {name: string}) => name === 'Email');
  const work = {...email, name: 'Work_Email__c', label: 'Work Email', custom: true};
  await writeFile(
    describeFile,
    JSON.stringify({...described, fields: [...described.fields, work]}),
  );
  org = await startOrg({describeFiles: [describeFile]});
  await org.put('Contact', {
    LastName: 'Old',
    Email: 'home@example.com',
    Work_Email__c: 'user1@example.com',
  });
  for (const write_api of ['rest', 'bulk'] as const) {
    const config = {...org.config, write_api, email_fields: ['Work_Email__c']};
    const {counts} = await exportUsers(config, [userOf(1)]);
    expect(counts).toEqual(write_api === 'rest' ? {updated: 1} : {unchanged: 1});
  }
  expect(await org.query('SELECT Email, LastName FROM Contact')).toEqual([
    {Email: 'home@example.com', LastName: 'Last 1'},
  ]);
});

test.each(['rest', 'bulk'] as const)(
  'by %s, who is not found by a key that cannot be written is rejected and not created',
  async write_api => {
    org = await startOrg();
    const [id = ''] = await org.put('Contact', {LastName: 'Old'});
    const config = {...org.config, write_api, mapping: {id: 'Id', lastName: 'LastName'}};
    const users = [
      {id, lastName: 'New'},
      {id: '003000000000000AAA', lastName: 'Nobody'},
    ];
    const {counts} = await exportUsers(config, users, {primary_key: [['id']]});
    expect(counts).toEqual({updated: 1, INVALID_CROSS_REFERENCE_KEY: 1});
    expect(await org.query('SELECT LastName FROM Contact')).toEqual([{LastName: 'New'}]);
  },
);
