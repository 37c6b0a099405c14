import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, mapping, type User, userOf, usersOf} from './fixtures/users.js';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.close());

const FIELDS = 'Email, Cohort_User_ID__c, FirstName, LastName, Loyalty_Points__c';
const contacts = () => org.query(`SELECT ${FIELDS} FROM Contact ORDER BY Email`);

const expected = ({email, id, firstName, lastName, points}: User) => ({
  Email: email,
  Cohort_User_ID__c: id,
  FirstName: firstName,
  LastName: lastName,
  Loyalty_Points__c: points,
});

describe.each(['rest', 'bulk'] as const)('by %s', write_api => {
  const write = (users: readonly User[], config: Partial<Config> = {}, mode?: 'soft_delete') =>
    exportUsers(
      {...org.config, write_api, ...config},
      users,
      mode && {destination_sync_mode: mode},
    );

  test('users are created, updated or left alone', async () => {
    const users = usersOf(450);
    expect((await write(users)).counts).toEqual({created: 450});
    expect(await contacts()).toEqual(
      [...users].sort((a, b) => (String(a.email) < String(b.email) ? -1 : 1)).map(expected),
    );
    const changed = users.map((user, index) => (index % 3 === 0 ? {...user, points: -1} : user));
    expect((await write(changed)).counts).toEqual({updated: 150, unchanged: 300});
    await org.reset();
    expect((await write(changed)).counts).toEqual({unchanged: 450});
    expect(await org.calls('POST /services/data/:version/composite/sobjects')).toBe(0);
    expect(await org.calls('PATCH /services/data/:version/composite/sobjects')).toBe(0);
    expect(await org.calls('POST /services/data/:version/jobs/ingest')).toBe(0);
  });

  test('a record is found by the user id after the email has changed, which is written only if asked for', async () => {
    await write([userOf(1)]);
    const moved = {...userOf(1), email: 'new@example.com'};
    expect((await write([moved])).counts).toEqual({unchanged: 1});
    expect(await contacts()).toEqual([expected(userOf(1))]);
    expect((await write([moved], {update_email: true})).counts).toEqual({updated: 1});
    expect(await contacts()).toEqual([expected(moved)]);
  });

  test('a record is found by an email in another case, and gets the user id', async () => {
    await org.put('Contact', {LastName: 'Last 1', Email: 'USER1@Example.com'});
    expect((await write([userOf(1)])).counts).toEqual({updated: 1});
    expect(await contacts()).toEqual([{...expected(userOf(1)), Email: 'USER1@Example.com'}]);
  });

  test('of existing users only, nobody is created', async () => {
    await org.put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
    const {counts} = await write(usersOf(3), {users: 'existing'});
    expect(counts).toEqual({updated: 1, unchanged: 2});
    expect(await contacts()).toEqual([expected(userOf(1))]);
  });

  test('two users with one email never end on one record', async () => {
    const twins = [userOf(1), {...userOf(2), email: 'user1@example.com'}];
    expect((await write(twins)).counts).toEqual({created: 1, RECORD_OF_ANOTHER_USER: 1});
    expect((await write(twins)).counts).toEqual({unchanged: 1, RECORD_OF_ANOTHER_USER: 1});
    expect(await contacts()).toEqual([expected(userOf(1))]);
  });

  test('two users who claim one free record: the first has it, the other is rejected', async () => {
    await org.put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
    const twins = [userOf(1), {...userOf(2), email: 'USER1@example.com'}];
    const {results} = await write(twins);
    expect(results).toMatchObject([
      {status: 'updated'},
      {status: 'rejected', key: 'USER1@example.com', code: 'RECORD_OF_ANOTHER_USER'},
    ]);
    expect(await contacts()).toEqual([expected(userOf(1))]);
  });

  test('an address that one user leaves and another takes in the same run', async () => {
    await write([userOf(1)]);
    const moved = {...userOf(1), email: 'elsewhere@example.com'};
    const heir = {...userOf(2), email: 'user1@example.com'};
    expect((await write([heir, moved], {update_email: true})).counts).toEqual({
      created: 1,
      updated: 1,
    });
    expect(await contacts()).toEqual([expected(moved), expected(heir)]);
  });

  test('of two records of one user the later stands', async () => {
    const later = {...userOf(1), points: 99};
    const {results} = await write([userOf(1), later]);
    expect(results.map(({status}) => status)).toEqual(['duplicate', 'created']);
    expect(await contacts()).toEqual([expected(later)]);
  });

  test('of several records with one email the oldest is written, and they are listed', async () => {
    const ids = await org.put(
      'Contact',
      {LastName: 'A', Email: 'user1@example.com'},
      {LastName: 'B', Email: 'User1@example.com'},
    );
    const {counts, logs} = await write([userOf(1)]);
    expect(counts).toEqual({updated: 1});
    expect(await org.query("SELECT Id FROM Contact WHERE Cohort_User_ID__c = 'user-1'")).toEqual([
      {Id: ids[0]},
    ]);
    expect(logs.join()).toContain(`${ids[0]} = ${ids[1]}`);
  });

  test('a converted lead, which cannot be changed, stands back for an open one', async () => {
    const lead = {LastName: 'Old', Company: 'Acme'};
    const converted = {...lead, IsConverted: true};
    const email = (number: number) => ({Email: `user${number}@example.com`});
    const own = {Cohort_User_ID__c: 'user-2'};
    const ids = await org.put(
      'Lead',
      {...converted, ...email(1)},
      {...lead, ...email(1)},
      {...converted, ...own},
      {...lead, ...own},
      {...converted, ...email(3)},
    );
    const {points, ...leadMapping} = mapping;
    const config = {object: 'Lead', mapping: leadMapping, users: 'existing'} as const;
    const {results} = await write([userOf(1), userOf(2), userOf(3)], config);
    expect(results).toMatchObject([
      {status: 'updated'},
      {status: 'updated'},
      {status: 'rejected', code: 'CANNOT_UPDATE_CONVERTED_LEAD'},
    ]);
    const written = await org.query(
      "SELECT Id FROM Lead WHERE LastName != 'Old' ORDER BY LastName",
    );
    expect(written).toEqual([{Id: ids[1]}, {Id: ids[3]}]);
    const deleted = await write([userOf(2)], {...config, duplicates: 'all'}, 'soft_delete');
    expect(deleted.counts).toEqual({updated: 1});
    expect(await org.query("SELECT Id FROM Lead WHERE Cohort_User_ID__c = 'user-2'")).toEqual([]);
  });

  test('soft deletion removes the records of these users and no others', async () => {
    await write(usersOf(4));
    const {counts} = await write([userOf(1), userOf(2), userOf(9)], {}, 'soft_delete');
    expect(counts).toEqual({updated: 2, unchanged: 1});
    expect(await contacts()).toEqual([expected(userOf(0)), expected(userOf(3))]);
  });

  test('a parent is set by its external id, and one that is missing rejects the user', async () => {
    const [id] = await org.put('Account', {Name: 'Shop', External_Ref__c: 'shop-1'});
    const config = {mapping: {...mapping, shop: 'Account.External_Ref__c'}};
    const users = [
      {...userOf(1), shop: 'shop-1'},
      {...userOf(2), shop: 'nowhere'},
    ];
    const {counts, results} = await write(users, config);
    expect(counts).toEqual({created: 1, INVALID_FIELD: 1});
    expect(results[1]).toMatchObject({message: expect.stringContaining('nowhere')});
    expect(await org.query('SELECT AccountId FROM Contact')).toEqual([{AccountId: id}]);
    const again = {...userOf(1), shop: 'SHOP-1'};
    expect((await write([again], config)).counts).toEqual({unchanged: 1});
  });

  test('an empty property leaves the field, or clears it if so configured', async () => {
    await write([userOf(1)]);
    const empty = {...userOf(1), firstName: null, points: ''};
    expect((await write([empty])).counts).toEqual({unchanged: 1});
    expect((await write([empty], {clear_empty: true})).counts).toEqual({updated: 1});
    expect(await contacts()).toEqual([
      {...expected(userOf(1)), FirstName: null, Loyalty_Points__c: null},
    ]);
  });

  test('filling empty fields only overwrites nothing', async () => {
    await org.put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
    expect((await write([userOf(1)], {fill_empty_only: true})).counts).toEqual({updated: 1});
    expect(await contacts()).toEqual([{...expected(userOf(1)), LastName: 'Old'}]);
  });

  test('new records take defaults for what their users lack', async () => {
    const nameless = {...userOf(1), lastName: null};
    expect((await write([nameless])).counts).toEqual({REQUIRED_FIELD_MISSING: 1});
    const create_defaults = {LastName: 'Unknown', Newsletter__c: true};
    expect((await write([nameless], {create_defaults})).counts).toEqual({created: 1});
    expect(await org.query('SELECT LastName, Newsletter__c FROM Contact')).toEqual([
      {LastName: 'Unknown', Newsletter__c: true},
    ]);
    expect((await write([nameless], {create_defaults})).counts).toEqual({unchanged: 1});
  });

  test('values that would break a query or a CSV arrive as they are', async () => {
    const values = [
      '"',
      "O'Brien \\",
      'a,b',
      'line\nbreak',
      '=1+1',
      '#N/A',
      '%_',
      '😀 李',
      ';|\t^',
      '-',
      '"\n",',
    ];
    const users = values.map((firstName, index) => ({...userOf(index), firstName}));
    expect((await write(users)).counts).toEqual({created: values.length});
    const found = await org.query('SELECT FirstName FROM Contact ORDER BY Loyalty_Points__c');
    expect(found.map(({FirstName}) => FirstName)).toEqual(values);
    expect((await write(users)).counts).toEqual({unchanged: values.length});
  });

  test('a dry run tells the same verdicts, shows examples and writes nothing', async () => {
    await write(usersOf(2));
    const before = await contacts();
    const users = [userOf(0), {...userOf(1), points: 77}, userOf(2), {...userOf(3), email: 'x'}];
    const dry = await write(users, {dry_run: true});
    expect(dry.counts).toEqual({unchanged: 1, updated: 1, created: 1, INVALID_EMAIL_ADDRESS: 1});
    expect(dry.logs.join('\n')).toContain('Loyalty_Points__c "1" -> "77"');
    expect(await contacts()).toEqual(before);
    const run = await write(users);
    expect(run.counts).toEqual(dry.counts);
    expect(run.logs.join('\n')).not.toContain('Dry run');
  });

  test('a dry run of a deletion deletes nobody, and shows five examples', async () => {
    await write(usersOf(7));
    const dry = await write(usersOf(7), {dry_run: true}, 'soft_delete');
    expect(dry.counts).toEqual({updated: 7});
    expect(dry.logs.filter(line => line.includes('Dry run: would delete Contact'))).toHaveLength(5);
    expect(await contacts()).toHaveLength(7);
  });

  test("what Salesforce refuses is rejected with Salesforce's code, the rest is written", async () => {
    await org.put('Contact', {LastName: 'Other', External_Ref__c: 'taken'});
    const config = {mapping: {...mapping, ref: 'External_Ref__c'}};
    const users = [userOf(1), {...userOf(2), ref: 'TAKEN'}, userOf(3)];
    const {counts, results} = await write(users, config);
    expect(counts).toEqual({created: 2, DUPLICATE_VALUE: 1});
    expect(results[1]).toMatchObject({
      status: 'rejected',
      key: 'user2@example.com',
      record: {data: users[1], line: 2},
    });
  });
});

test('more than a call takes goes in several calls, few of them for many users', async () => {
  const users = usersOf(3000);
  const created = await exportUsers(org.config, users);
  expect(created.counts).toEqual({created: 3000});
  expect(created.calls).toBeLessThanOrEqual(25);
  const again = await exportUsers(org.config, users);
  expect(again.counts).toEqual({unchanged: 3000});
  expect(again.calls).toBeLessThanOrEqual(10);
});

test('text that is longer than its field is cut if so configured, and counted', async () => {
  const long = {...userOf(1), firstName: 'x'.repeat(50)};
  const {counts, logs} = await exportUsers({...org.config, truncate: true}, [long]);
  expect(counts).toEqual({created: 1});
  expect(logs).toContain('WARN Contact.FirstName: 1 values were longer and were cut.');
  expect(await contacts()).toEqual([{...expected(long), FirstName: 'x'.repeat(40)}]);
});

test('a property whose type never fits its field is an error before the first record', async () => {
  const stream = {
    stream: {
      name: 'users',
      supported_sync_modes: ['incremental' as const],
      json_schema: {type: 'object', properties: {points: {type: ['null', 'boolean']}}},
    },
  };
  await expect(exportUsers(org.config, [userOf(1)], stream)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining(
      'points (boolean) cannot be written to Contact.Loyalty_Points__c',
    ),
  });
});

test.each(['rest', 'bulk'] as const)(
  'by %s the duplicate rule header goes with the write',
  async write_api => {
    const config = {...org.config, write_api, duplicate_rule_header: 'allowSave=true'};
    await exportUsers(config, [userOf(1)]);
    const requests: {url: string; method: string; headers: Record<string, string>}[] =
      await org.ask('GET', '/__emulator/requests');
    const sent = requests.filter(
      ({url, method}) => method === 'POST' && /composite\/sobjects|jobs\/ingest/.test(url),
    );
    expect(sent.map(({headers}) => headers['sforce-duplicate-rule-header'])).toEqual([
      'allowSave=true',
    ]);
  },
);

test('a record that another run creates after the look-up is not created again', async () => {
  // By the answers' clock, the record is newer than the look-up.
  const ahead = await startOrg({clock: () => Date.now() + 60_000});
  const route = '/services/data/:version/query';
  // The look-up sees nobody; the check right before the insert sees what has come since.
  const body = {totalSize: 0, done: true, records: []};
  await ahead.put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
  await ahead.fault({method: 'GET', route, times: 2, answer: {status: 200, body}});
  expect((await exportUsers(ahead.config, [userOf(1)])).counts).toEqual({updated: 1});
  expect(await ahead.query(`SELECT ${FIELDS} FROM Contact`)).toEqual([expected(userOf(1))]);
  await ahead.close();
});
