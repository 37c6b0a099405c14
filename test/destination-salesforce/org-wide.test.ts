import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, userOf, usersOf} from './fixtures/users.js';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.close());

const COLLECTIONS = '/services/data/:version/composite/sobjects';

describe.each(['rest', 'bulk'] as const)('by %s', write_api => {
  const write = (users: ReturnType<typeof usersOf>) =>
    exportUsers({...org.config, write_api}, users);

  test.each(['rows', 'calls'])('an org in read-only mode rejects nobody (%s fail)', async fails => {
    await org.fault({kind: 'read-only', fails, status: 403});
    await expect(write(usersOf(3))).rejects.toMatchObject({failure: 'transient_error'});
    await org.fault({kind: 'read-only', on: false});
    expect((await write(usersOf(3))).counts).toEqual({created: 3});
  });
});

test.each([
  'STORAGE_LIMIT_EXCEEDED',
  'REQUEST_LIMIT_EXCEEDED',
  'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE',
  'ORG_LOCKED',
])('%s in one row ends the run with the error of the org, not of the person', async code => {
  const errors = [{statusCode: code, message: 'not now', fields: []}];
  const body = [
    {success: true, id: '003000000000001AAA', errors: []},
    {success: false, errors},
  ];
  await org.fault({method: 'POST', route: COLLECTIONS, answer: {status: 200, body}});
  await expect(exportUsers(org.config, usersOf(2))).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining(code),
  });
});

test("a trigger that meets full storage rejects nobody, one that fails by itself its record's user", async () => {
  const failing = (message: string) => ({
    success: false,
    errors: [{statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message, fields: []}],
  });
  const full = failing('Log: first error: STORAGE_LIMIT_EXCEEDED, storage limit exceeded');
  const answer = (body: unknown) => ({
    method: 'POST',
    route: COLLECTIONS,
    times: 1,
    answer: {status: 200, body},
  });
  await org.fault(answer([full]));
  await expect(exportUsers(org.config, [userOf(1)])).rejects.toMatchObject({
    failure: 'transient_error',
  });
  await org.fault(answer([failing('Log: System.NullPointerException')]));
  const {counts} = await exportUsers(org.config, [userOf(1)]);
  expect(counts).toEqual({CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 1});
});

test('writes keep the owner of a lead, unless assignment rules are asked for', async () => {
  const [admin] = await org.query("SELECT Id FROM User WHERE Username = 'admin@example.com'");
  const rule = {object: 'Lead', ownerId: admin?.Id, isActive: true};
  await org.ask('POST', '/__emulator/assignment-rules', rule);
  const mapping = {email: 'Email', firstName: 'FirstName', lastName: 'LastName'};
  const config = {...org.config, object: 'Lead', mapping, create_defaults: {Company: 'Acme'}};
  const owners = () => org.query('SELECT OwnerId FROM Lead');
  await exportUsers(config, [userOf(1)]);
  const before = await owners();
  expect(before).not.toEqual([{OwnerId: admin?.Id}]);
  await exportUsers(config, [{...userOf(1), firstName: 'New'}]);
  expect(await owners()).toEqual(before);
  await exportUsers({...config, auto_assign: true}, [{...userOf(1), firstName: 'Newer'}]);
  expect(await owners()).toEqual([{OwnerId: admin?.Id}]);
});

test('a required field that nothing fills stops no update, and only those to be created', async () => {
  await org.put('Contact', {LastName: 'A', Email: 'user1@example.com'});
  const mapping = {email: 'Email', id: 'Cohort_User_ID__c', points: 'Loyalty_Points__c'};
  const {counts, logs} = await exportUsers({...org.config, mapping}, usersOf(2));
  expect(counts).toEqual({updated: 1, REQUIRED_FIELD_MISSING: 1});
  expect(logs.join()).toContain('A new Contact needs LastName');
});

test('a linked record is written whatever address its user has', async () => {
  await org.put('Contact', {LastName: 'A', Email: 'ada@x.com', Cohort_User_ID__c: 'user-1'});
  const users = [null, 'ada..l@docomo.ne.jp'].map(email => ({...userOf(1), email}));
  for (const [points, user] of users.entries()) {
    const {counts} = await exportUsers(org.config, [{...user, points}]);
    expect(counts).toEqual({updated: 1});
  }
  expect(await org.query('SELECT Email, Loyalty_Points__c FROM Contact')).toEqual([
    {Email: 'ada@x.com', Loyalty_Points__c: 1},
  ]);
});
