import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const lee = {attributes: {type: 'Contact'}, LastName: 'Lee'};
const code = 'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE';

async function ingest(org: EmulatedOrg, csv: string): Promise<string> {
  const {json: job} = await org.call('POST', '/jobs/ingest', {
    object: 'Contact',
    operation: 'insert',
  });
  const path = `/jobs/ingest/${job.id}`;
  await org.call('PUT', `${path}/batches`, csv, {'content-type': 'text/csv'});
  await org.call('PATCH', path, {state: 'UploadComplete'});
  await expect.poll(async () => (await org.call('GET', path)).json.state).toBe('JobComplete');
  return (await org.call('GET', `${path}/failedResults`)).text;
}

test('in read-only mode each row fails, and reads go on', async () => {
  const org = await startOrg();
  const {json} = await org.call('POST', '/sobjects/Contact', lee);
  await org.fault({kind: 'read-only'});
  const path = `/sobjects/Contact/${json.id}`;
  for (const call of [
    () => org.call('POST', '/sobjects/Contact', {LastName: 'A'}),
    () => org.call('PATCH', path, {LastName: 'A'}),
    () => org.call('DELETE', path),
  ])
    expect((await call()).json[0].errorCode).toBe(code);
  const rows = await org.call('POST', '/composite/sobjects', {records: [lee, lee]});
  expect(rows.status).toBe(200);
  expect(
    rows.json.map((row: {errors: {statusCode: string}[]}) => row.errors[0]?.statusCode),
  ).toEqual([code, code]);
  expect(await ingest(org, 'LastName\nA\nB\n')).toContain(`${code}:Updates can't be made during`);
  expect((await org.query('SELECT COUNT() FROM Contact')).json.totalSize).toBe(1);
  await org.fault({kind: 'read-only', on: false});
  expect((await org.call('PATCH', path, {LastName: 'A'})).status).toBe(204);
});

test('in read-only mode whole calls can fail, inside composite calls too', async () => {
  const org = await startOrg();
  await org.fault({kind: 'read-only', fails: 'calls', status: 500});
  for (const path of ['/composite/sobjects', '/sobjects/Contact', '/jobs/ingest', '/jobs/query'])
    expect(await org.call('POST', path, {})).toMatchObject({
      status: 500,
      json: [{errorCode: code}],
    });
  const {json} = await org.call('POST', '/composite/batch', {
    batchRequests: [{method: 'POST', url: 'v62.0/sobjects/Contact', richInput: lee}],
  });
  expect(json.results[0].statusCode).toBe(500);
  const bulk1 = await org.call('POST', '//services/async/62.0/job', {});
  expect(bulk1.json.exceptionMessage).toMatch(/^Updates can.t be made during maintenance/);
  expect((await org.query('SELECT Id FROM Contact')).status).toBe(200);
  await org.call('POST', '//__emulator/reset');
  expect((await org.call('POST', '/sobjects/Contact', {LastName: 'A'})).status).toBe(201);
});

test('rows can fail with any error, over REST and in bulk', async () => {
  const org = await startOrg();
  await org.fault({
    kind: 'fail-rows',
    code: 'STORAGE_LIMIT_EXCEEDED',
    message: 'storage limit exceeded',
    every: 2,
  });
  const {json} = await org.call('POST', '/composite/sobjects', {records: [lee, lee]});
  expect(json).toMatchObject([
    {success: true},
    {success: false, errors: [{statusCode: 'STORAGE_LIMIT_EXCEEDED'}]},
  ]);
  expect(await ingest(org, 'LastName\nA\nB\n')).toContain(
    'STORAGE_LIMIT_EXCEEDED:storage limit exceeded:--',
  );
  expect((await org.call('POST', '/sobjects/Contact', lee)).status).toBe(201);
  expect((await org.call('POST', '/sobjects/Contact', lee)).json[0].errorCode).toBe(
    'STORAGE_LIMIT_EXCEEDED',
  );
});

const refresh = (org: EmulatedOrg, body: object) => org.call('POST', '//__emulator/refresh', body);

test('orgs with other data have other ids, and the same one started again has the same', async () => {
  const [first] = await orgIds(await startOrg({contacts: 1}));
  const [again] = await orgIds(await startOrg({contacts: 1}));
  const others = [await startOrg({contacts: 2}), await startOrg({contacts: 1, seed: 2})];
  const ids = await Promise.all(others.map(orgIds));
  expect(again).toBe(first);
  expect(new Set([first, ...ids.map(([id]) => id)]).size).toBe(3);
});

async function orgIds(org: EmulatedOrg): Promise<string[]> {
  const {json: info} = await org.call('GET', '//services/oauth2/userinfo');
  const {json: identity} = await org.call('GET', `/`);
  const {json: row} = await org.query('SELECT Id FROM Organization');
  return [info.organization_id, identity.identity.split('/').at(-2), row.records[0].Id];
}

test('a refreshed org has another id, its records keep theirs', async () => {
  const org = await startOrg({contacts: 5});
  const before = await org.query('SELECT Id, AccountId FROM Contact');
  const [first] = await orgIds(org);
  const {json} = await refresh(org, {});
  expect(json.organization_id).not.toBe(first);
  expect(new Set(await orgIds(org))).toEqual(new Set([json.organization_id]));
  expect((await org.query('SELECT Id, AccountId FROM Contact')).json).toEqual(before.json);
});

test('a refreshed org can have other record ids, which still lead to each other', async () => {
  const org = await startOrg({contacts: 40});
  const soql =
    'SELECT Id, LastName, AccountId, Account.Name, OwnerId, Owner.Name FROM Contact ORDER BY LastName, Email';
  const {json: account} = await org.call('POST', '/sobjects/Account', {Name: 'New'});
  const contact = {LastName: 'Aa', AccountId: account.id};
  const {json: created} = await org.call('POST', '/sobjects/Contact', contact);
  const before = (await org.query(soql)).json.records;
  for (let turn = 0; turn < 2; turn++) await refresh(org, {ids: 'new'});
  const after = (await org.query(soql)).json.records;
  const names = (rows: {Account: {Name: string} | null; OwnerId: string}[]) =>
    rows.map(row => [row.Account?.Name, row.OwnerId]);
  expect(names(after)).toEqual(names(before));
  const ids = (rows: {Id: string}[]) => rows.map(row => row.Id);
  expect(ids(after).filter(id => ids(before).includes(id))).toEqual([]);
  expect((await org.call('GET', `/sobjects/Contact/${created.id}`)).status).toBe(404);
  const found = await org.query(
    `SELECT Id FROM Contact WHERE AccountId = '${after[0].AccountId}' AND LastName = 'Aa'`,
  );
  expect(ids(found.json.records)).toEqual([after[0].Id]);
  const next = await org.call('POST', '/sobjects/Contact', {
    LastName: 'Zz',
    AccountId: after[0].AccountId,
  });
  expect((await org.call('GET', `/sobjects/Contact/${next.json.id}`)).json.AccountId).toBe(
    after[0].AccountId,
  );
});

test('a refresh can end all tokens, and bring back the records of the start', async () => {
  const org = await startOrg({contacts: 3});
  await org.call('POST', '/sobjects/Contact', lee);
  await refresh(org, {data: 'seed'});
  expect((await org.query('SELECT COUNT() FROM Contact')).json.totalSize).toBe(3);
  await refresh(org, {tokens: 'end'});
  expect((await org.query('SELECT COUNT() FROM Contact')).status).toBe(401);
});

test('a reset with data makes the org the first one again', async () => {
  const org = await startOrg({contacts: 3});
  const before = [await orgIds(org), (await org.query('SELECT Id FROM Contact')).json];
  await refresh(org, {ids: 'new'});
  await org.call('POST', '//__emulator/reset', {data: true});
  expect([await orgIds(org), (await org.query('SELECT Id FROM Contact')).json]).toEqual(before);
});
