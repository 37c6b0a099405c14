import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {destination} from '../../destination-salesforce/destination.js';
import type {Config} from '../../destination-salesforce/generated/types.js';
import type {SalesforceEmulatorOptions} from '../emulators/salesforce/index.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, mapping, userOf, usersOf} from './fixtures/users.js';

let org: Org;
afterEach(() => org.close());

async function check(config: Partial<Config>, options: SalesforceEmulatorOptions = {}) {
  org = await startOrg(options);
  const session = await destination.connect(
    {...org.config, object: 'Contact', users: 'all', mapping, ...config},
    recordingContext().context,
  );
  return destination.check(session).finally(() => destination.close?.(session));
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

test('discover tells operations, schemas and matching keys, emails among them', async () => {
  org = await startOrg();
  const session = await destination.connect(org.config, recordingContext().context);
  const operations = await destination.discover(session);
  await destination.close?.(session);
  const ofContact = operations.filter(({object_name}) => object_name === 'Contact');
  expect(ofContact.map(({sync_mode}) => sync_mode)).toEqual([
    'append',
    'append_dedup',
    'update',
    'soft_delete',
  ]);
  const [insert, upsert] = ofContact;
  expect(insert?.json_schema).toMatchObject({required: ['LastName'], additionalProperties: false});
  expect(upsert?.matching_keys).toEqual([
    ['Email'],
    ['Cohort_User_ID__c'],
    ['External_Ref__c'],
    ['Id'],
  ]);
  expect(upsert?.json_schema).toMatchObject({
    properties: {
      Email: {type: ['null', 'string'], maxLength: 80},
      Birthdate: {format: 'date'},
      Loyalty_Points__c: {type: ['null', 'number']},
      Newsletter__c: {type: ['null', 'boolean']},
    },
  });
  expect(upsert?.json_schema.properties).not.toHaveProperty('SystemModstamp');
  const ofLead = operations.find(({object_name}) => object_name === 'Lead');
  expect(ofLead?.json_schema).toMatchObject({
    properties: {
      NumberOfEmployees: {type: ['null', 'integer']},
      AnnualRevenue: {type: ['null', 'number']},
    },
  });
});

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

test('the budget of API calls stops a run before it begins something', async () => {
  org = await startOrg({dailyApiRequests: 1000, usedApiRequests: 850});
  const config = {...org.config, api_budget: 80};
  await expect(exportUsers(config, usersOf(3))).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining('api_budget allows 80%'),
  });
  expect((await exportUsers({...config, api_budget: 90}, usersOf(3))).counts).toEqual({created: 3});
});

describe.each(['rest', 'bulk'] as const)('by %s the budget of API calls', write_api => {
  const LIMIT = 800;
  const LOOK_UPS = ['GET /services/data/:version/query', 'POST /services/data/:version/jobs/query'];
  const WRITES = [
    'POST /services/data/:version/composite/sobjects',
    'POST /services/data/:version/jobs/ingest',
  ];
  const callsOf = async (routes: readonly string[]) =>
    (await Promise.all(routes.map(org.calls))).reduce((sum, calls) => sum + calls);

  const runWith = async (left: number, config: Partial<Config> = {}) => {
    org = await startOrg({dailyApiRequests: 1000, usedApiRequests: LIMIT - left});
    return exportUsers({...org.config, write_api, api_budget: 80, ...config}, usersOf(3));
  };

  test('stops a run before it looks anyone up', async () => {
    await expect(runWith(1)).rejects.toThrow('api_budget allows 80%');
    expect(await callsOf(LOOK_UPS)).toBe(0);
  });

  test('stops a run before it writes', async () => {
    expect((await runWith(LIMIT, {dry_run: true})).counts).toEqual({created: 3});
    const forLookUps = await org.apiCalls();
    await org.close();
    await expect(runWith(forLookUps)).rejects.toThrow('api_budget allows 80%');
    expect(await callsOf(LOOK_UPS)).toBeGreaterThan(0);
    expect(await callsOf(WRITES)).toBe(0);
  });
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

describe('an org with person accounts', () => {
  const describeFiles = [
    new URL('../emulators/salesforce/person-accounts.json', import.meta.url).pathname,
  ];
  const person = {email: 'PersonEmail', id: 'Cohort_User_ID__c', lastName: 'LastName'};
  const business = {ref: 'External_Ref__c', company: 'Name'};

  test.each(['rest', 'bulk'] as const)(
    'by %s, a person needs a last name, and a business a name',
    async write_api => {
      org = await startOrg({describeFiles});
      const config = {...org.config, object: 'Account', write_api, email_field: 'PersonEmail'};
      const nameless = {...userOf(2), lastName: null};
      const people = await exportUsers({...config, mapping: person}, [userOf(1), nameless]);
      expect(people.counts).toEqual({created: 1, REQUIRED_FIELD_MISSING: 1});
      const companies = {...config, email_field: 'External_Ref__c', mapping: business};
      const acme = {ref: 'acme', company: 'Acme'};
      expect((await exportUsers(companies, [acme])).counts).toEqual({created: 1});
      expect(await org.query('SELECT Name, IsPersonAccount FROM Account ORDER BY Name')).toEqual([
        {Name: 'Acme', IsPersonAccount: false},
        {Name: 'Last 1', IsPersonAccount: true},
      ]);
    },
  );

  test('check names what a new account lacks, and discover requires neither name alone', async () => {
    const account = {object: 'Account', email_field: 'PersonEmail'};
    const nobody = {...account, mapping: {email: 'PersonEmail'}};
    await expect(check(nobody, {describeFiles})).rejects.toThrow(
      'A new Account needs Name or LastName,',
    );
    await org.close();
    await expect(check({...account, mapping: person}, {describeFiles})).resolves.toBeDefined();
    const session = await destination.connect(
      {...org.config, object: 'Account'},
      recordingContext().context,
    );
    const [insert] = await destination.discover(session);
    await destination.close?.(session);
    expect(insert?.json_schema).toMatchObject({required: []});
  });
});
