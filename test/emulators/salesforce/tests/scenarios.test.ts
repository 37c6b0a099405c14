import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

async function create(org: EmulatedOrg, fields: object, object = 'Contact'): Promise<string> {
  const {status, json} = await org.call('POST', `/sobjects/${object}`, fields);
  expect(status).toBe(201);
  return json.id;
}

const setUp = (org: EmulatedOrg, path: string, body?: object) =>
  org.call(body ? 'POST' : 'DELETE', `//__emulator/${path}`, body);

const records = async (org: EmulatedOrg, soql: string, resource?: string) =>
  (await org.query(soql, resource)).json.records.map(
    ({attributes, ...fields}: {attributes: object}) => fields,
  );

function aroundNow(): string {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  return `start=${at(-86_400_000)}&end=${at(120_000)}`;
}

test('a clone has the values of its original but those of unique fields', async () => {
  const org = await startOrg();
  const fields = {LastName: 'Lee', Email: 'a@b.de', Cohort_User_ID__c: 'u1', External_Ref__c: 'r1'};
  const id = await create(org, fields);
  const clone = await setUp(org, 'clone', {id, values: {Title: 'Copy'}});
  expect(
    await records(
      org,
      `SELECT Email, Cohort_User_ID__c, External_Ref__c, Title, CreatedBy.Username FROM Contact WHERE Id = '${clone.json.id}'`,
    ),
  ).toMatchObject([
    {
      Email: 'a@b.de',
      Cohort_User_ID__c: 'u1',
      External_Ref__c: null,
      Title: 'Copy',
      CreatedBy: {Username: 'admin@example.com'},
    },
  ]);
  expect((await setUp(org, 'clone', {id: '003000000000000AAA'})).status).toBe(400);
});

test('a merge leaves one record, which gets what belonged to the others', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'A'}, 'Account');
  const other = await create(org, {Name: 'B'}, 'Account');
  const contact = await create(org, {LastName: 'Lee', AccountId: other});
  const {status} = await setUp(org, 'merge', {
    master: account,
    losers: [other],
    values: {Phone: '1'},
  });
  expect(status).toBe(200);
  expect(await records(org, 'SELECT Id, Phone FROM Account')).toEqual([{Id: account, Phone: '1'}]);
  expect(
    await records(org, 'SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true', 'queryAll'),
  ).toEqual([{Id: other, MasterRecordId: account}]);
  expect(await records(org, 'SELECT AccountId FROM Contact')).toEqual([{AccountId: account}]);
  expect((await org.call('GET', `/sobjects/Contact/${contact}`)).json.AccountId).toBe(account);
  const {json} = await org.call('PATCH', `/sobjects/Account/${other}`, {Phone: '2'});
  expect(json[0].errorCode).toBe('ENTITY_IS_DELETED');
  expect((await setUp(org, 'merge', {master: account, losers: [other]})).status).toBe(400);
});

test('a merge takes up to two others, and leaves one member of each campaign', async () => {
  const org = await startOrg();
  const [a = '', b = '', c = '', d = ''] = await Promise.all(
    ['A', 'B', 'C', 'D'].map(LastName => create(org, {LastName})),
  );
  const CampaignId = await create(org, {Name: 'Spring'}, 'Campaign');
  for (const ContactId of [a, b, c]) await create(org, {CampaignId, ContactId}, 'CampaignMember');
  expect((await setUp(org, 'merge', {master: a, losers: [b, c, d]})).status).toBe(400);
  expect((await setUp(org, 'merge', {master: a, losers: [b, c]})).status).toBe(200);
  expect(await records(org, 'SELECT ContactId FROM CampaignMember', 'queryAll')).toEqual([
    {ContactId: a},
  ]);
});

test('merges can be chained: the last master is found step by step', async () => {
  const org = await startOrg();
  const [a, b, c] = [
    await create(org, {LastName: 'A'}),
    await create(org, {LastName: 'B'}),
    await create(org, {LastName: 'C'}),
  ];
  await setUp(org, 'merge', {master: b, losers: [a]});
  await setUp(org, 'merge', {master: c, losers: [b]});
  expect(
    await records(org, 'SELECT Id, MasterRecordId FROM Contact ORDER BY LastName', 'queryAll'),
  ).toEqual([
    {Id: a, MasterRecordId: b},
    {Id: b, MasterRecordId: c},
    {Id: c, MasterRecordId: null},
  ]);
});

test('a deleted record can be undeleted, a merged one too', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee'});
  const master = await create(org, {LastName: 'Kim'});
  await setUp(org, 'merge', {master, losers: [id]});
  expect((await setUp(org, 'undelete', {ids: [id]})).json).toEqual({ids: [id]});
  expect(await records(org, `SELECT MasterRecordId FROM Contact WHERE Id = '${id}'`)).toEqual([
    {MasterRecordId: null},
  ]);
  const {json} = await org.call('GET', `/sobjects/Contact/deleted?${aroundNow()}`);
  expect(json.deletedRecords).toEqual([]);
  expect((await setUp(org, 'undelete', {ids: [id]})).status).toBe(400);
});

test('triggers change what is written, over REST and in bulk', async () => {
  const org = await startOrg();
  const trigger = (field: string, transform: string, value?: unknown) =>
    setUp(org, 'triggers', {object: 'Contact', field, transform, value});
  await trigger('LastName', 'upper');
  await trigger('Title', 'prefix', 'Dr. ');
  await trigger('Loyalty_Points__c', 'round', 0);
  await trigger('Department', 'set', 'Sales');
  await trigger('Phone', 'truncate', 3);
  const fields = {LastName: 'Lee', Title: 'Chief', Phone: '12345'};
  const id = await create(org, fields);
  const wanted = {LastName: 'LEE', Title: 'Dr. Chief', Department: 'Sales', Phone: '123'};
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json).toMatchObject(wanted);
  const {json: job} = await org.call('POST', '/jobs/ingest', {
    object: 'Contact',
    operation: 'update',
  });
  await org.call('PUT', `/jobs/ingest/${job.id}/batches`, `Id,Title\n${id},Boss\n`, {
    'content-type': 'text/csv',
  });
  await org.call('PATCH', `/jobs/ingest/${job.id}`, {state: 'UploadComplete'});
  await expect
    .poll(async () => (await org.call('GET', `/sobjects/Contact/${id}`)).json.Title)
    .toBe('Dr. Boss');
  await trigger('Title', 'keep');
  await org.call('PATCH', `/sobjects/Contact/${id}`, {Title: 'X', LastName: null});
  await org.call('PATCH', `/sobjects/Contact/${id}`, {Title: 'X'});
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json.Title).toBe('Dr. Boss');
  await setUp(org, 'triggers');
  await org.call('PATCH', `/sobjects/Contact/${id}`, {Title: 'X'});
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json.Title).toBe('X');
});

test('a row fails when a trigger makes a value that does not fit', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee'});
  const prefix = {
    object: 'Contact',
    field: 'FirstName',
    transform: 'prefix',
    value: 'x'.repeat(40),
  };
  await setUp(org, 'triggers', prefix);
  const {json} = await org.call('PATCH', `/sobjects/Contact/${id}`, {FirstName: 'Ada'});
  expect(json[0]).toMatchObject({errorCode: 'STRING_TOO_LONG', fields: ['FirstName']});
  expect((await setUp(org, 'triggers', {...prefix, field: 'Nope'})).status).toBe(400);
  expect((await setUp(org, 'triggers', {...prefix, transform: 'nope'})).status).toBe(400);
});

test('a hidden record is in no query, and writes to it are refused', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee', Cohort_User_ID__c: 'u1', External_Ref__c: 'r1'});
  const other = await create(org, {LastName: 'Kim'});
  await setUp(org, 'hide', {ids: [id]});
  for (const resource of ['query', 'queryAll'])
    expect(await records(org, 'SELECT Id FROM Contact', resource)).toEqual([{Id: other}]);
  expect((await org.query('SELECT COUNT() FROM Contact')).json.totalSize).toBe(1);
  const {json: updated} = await org.call('GET', `/sobjects/Contact/updated?${aroundNow()}`);
  expect(updated.ids).toEqual([other]);
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).status).toBe(404);
  const error = {
    errorCode: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    message: 'insufficient access rights on cross-reference id',
  };
  const path = `/sobjects/Contact/${id}`;
  expect(await org.call('PATCH', path, {Title: 'X'})).toMatchObject({status: 403, json: [error]});
  expect(await org.call('DELETE', path)).toMatchObject({status: 403, json: [error]});
  const {json: rows} = await org.call('PATCH', '/composite/sobjects', {
    records: [{attributes: {type: 'Contact'}, id, Title: 'X'}],
  });
  expect(rows[0].errors[0].statusCode).toBe(error.errorCode);
  const reporting = await org.call('POST', '/sobjects/Contact', {LastName: 'A', ReportsToId: id});
  expect(reporting.json[0].errorCode).toBe(error.errorCode);
  const repeated = await org.call('POST', '/sobjects/Contact', {
    LastName: 'A',
    External_Ref__c: 'r1',
  });
  expect(repeated.json[0]).toMatchObject({
    errorCode: 'DUPLICATE_VALUE',
    message: 'duplicate value found: <unknown> duplicates value on record with id: <unknown>',
  });
  const upserted = await org.call('PATCH', '/sobjects/Contact/Cohort_User_ID__c/u1', {
    LastName: 'B',
  });
  expect(upserted).toMatchObject({status: 201, json: {created: true}});
  await setUp(org, 'hide');
  expect((await org.query('SELECT COUNT() FROM Contact')).json.totalSize).toBe(3);
});

test('who may see a record sees it although another may not', async () => {
  const org = await startOrg({users: [{username: 'u@example.com', password: 'p'}]});
  await create(org, {LastName: 'Lee'});
  const [{Id}] = await records(org, 'SELECT Id FROM Contact');
  await setUp(org, 'hide', {ids: [Id], username: 'u@example.com'});
  expect(await records(org, 'SELECT Id FROM Contact')).toEqual([{Id}]);
});

test('a parent that cannot be seen is null', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'A'}, 'Account');
  await create(org, {LastName: 'Lee', AccountId: account});
  await setUp(org, 'hide', {ids: [account]});
  expect(await records(org, `SELECT Account.Name FROM Contact WHERE Account.Name = null`)).toEqual([
    {Account: null},
  ]);
});

const autoAssign = (value: string) => ({'sforce-auto-assign': value});

test('an assignment rule gives leads another owner unless the call refuses', async () => {
  const org = await startOrg();
  const {json: rule} = await setUp(org, 'assignment-rules', {object: 'Lead'});
  const ownerOf = async (id: string) =>
    (await org.call('GET', `/sobjects/Lead/${id}`)).json.OwnerId === rule.ownerId;
  const lead = {LastName: 'Lee', Company: 'C'};
  const create = async (headers = {}) =>
    (await org.call('POST', '/sobjects/Lead', lead, headers)).json.id;
  expect(await ownerOf(await create())).toBe(true);
  const id = await create(autoAssign('FALSE'));
  expect(await ownerOf(id)).toBe(false);
  const row = {attributes: {type: 'Lead'}, id, Title: 'X'};
  const update = (headers: Record<string, string>) =>
    org.call('PATCH', '/composite/sobjects', {records: [row]}, headers);
  await update(autoAssign('false'));
  expect(await ownerOf(id)).toBe(false);
  await update({});
  expect(await ownerOf(id)).toBe(true);
  expect(await ownerOf(await create(autoAssign(rule.id)))).toBe(true);
  await setUp(org, 'assignment-rules');
  expect(await ownerOf(await create())).toBe(false);
});

test('what a composite call says of assignment rules holds for the calls inside', async () => {
  const org = await startOrg();
  const {json: rule} = await setUp(org, 'assignment-rules', {object: 'Lead'});
  const compositeRequest = [
    {
      method: 'POST',
      url: '/services/data/v62.0/sobjects/Lead',
      referenceId: 'a',
      body: {LastName: 'Lee', Company: 'C'},
    },
  ];
  await org.call('POST', '/composite', {compositeRequest}, autoAssign('FALSE'));
  const [lead] = await records(org, 'SELECT OwnerId FROM Lead');
  expect(lead.OwnerId).not.toBe(rule.ownerId);
});

test.each([false, true])('a bulk job with an assignment rule: %s', async withRule => {
  const org = await startOrg();
  const {json: rule} = await setUp(org, 'assignment-rules', {object: 'Lead', isActive: false});
  const {json: job} = await org.call('POST', '/jobs/ingest', {
    object: 'Lead',
    operation: 'insert',
    ...(withRule ? {assignmentRuleId: rule.id} : {}),
  });
  expect(job.assignmentRuleId).toBe(withRule ? rule.id : undefined);
  await org.call('PUT', `/jobs/ingest/${job.id}/batches`, 'LastName,Company\nLee,C\n', {
    'content-type': 'text/csv',
  });
  await org.call('PATCH', `/jobs/ingest/${job.id}`, {state: 'UploadComplete'});
  const owners = () => records(org, 'SELECT OwnerId FROM Lead');
  await expect.poll(owners).toHaveLength(1);
  expect((await owners())[0].OwnerId === rule.ownerId).toBe(withRule);
});
