import {expect, test} from 'vitest';
import {startedForEach} from '../fixtures/started.js';
import {describeBothApis} from './fixtures/describe-both-apis.js';
import {contactFor, contactsOf} from './fixtures/exported-contacts.js';
import {startOrg} from './fixtures/org.js';
import {exportUsers, mapping, userOf, usersOf} from './fixtures/users.js';

const org = startedForEach(() => startOrg());

describeBothApis(org, write => {
  test('users are created, updated or left alone', async () => {
    const users = usersOf(450);
    expect((await write(users)).counts).toEqual({created: 450});
    expect(await contactsOf(org())).toEqual(
      [...users].sort((a, b) => (String(a.email) < String(b.email) ? -1 : 1)).map(contactFor),
    );
    const changed = users.map((user, index) => (index % 3 === 0 ? {...user, points: -1} : user));
    expect((await write(changed)).counts).toEqual({updated: 150, unchanged: 300});
    await org().reset();
    expect((await write(changed)).counts).toEqual({unchanged: 450});
    expect(await org().calls('POST /services/data/:version/composite/sobjects')).toBe(0);
    expect(await org().calls('PATCH /services/data/:version/composite/sobjects')).toBe(0);
    expect(await org().calls('POST /services/data/:version/jobs/ingest')).toBe(0);
  });

  test('of existing users only, nobody is created', async () => {
    await org().put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
    const {counts} = await write(usersOf(3), {users: 'existing'});
    expect(counts).toEqual({updated: 1, unchanged: 2});
    expect(await contactsOf(org())).toEqual([contactFor(userOf(1))]);
  });

  test('soft deletion removes the records of these users and no others', async () => {
    await write(usersOf(4));
    const {counts} = await write([userOf(1), userOf(2), userOf(9)], {}, 'soft_delete');
    expect(counts).toEqual({updated: 2, unchanged: 1});
    expect(await contactsOf(org())).toEqual([contactFor(userOf(0)), contactFor(userOf(3))]);
  });

  test('a dry run returns the same results, logs examples and writes nothing', async () => {
    await write(usersOf(2));
    const before = await contactsOf(org());
    const users = [userOf(0), {...userOf(1), points: 77}, userOf(2), {...userOf(3), email: 'x'}];
    const dry = await write(users, {dry_run: true});
    expect(dry.counts).toEqual({unchanged: 1, updated: 1, created: 1, INVALID_EMAIL_ADDRESS: 1});
    expect(dry.logs.join('\n')).toContain('Loyalty_Points__c "1" -> "77"');
    expect(await contactsOf(org())).toEqual(before);
    const run = await write(users);
    expect(run.counts).toEqual(dry.counts);
    expect(run.logs.join('\n')).not.toContain('Dry run');
  });

  test('a dry run of a deletion deletes nobody, and shows five examples', async () => {
    await write(usersOf(7));
    const dry = await write(usersOf(7), {dry_run: true}, 'soft_delete');
    expect(dry.counts).toEqual({updated: 7});
    expect(dry.logs.filter(line => line.includes('Dry run: would delete Contact'))).toHaveLength(5);
    expect(await contactsOf(org())).toHaveLength(7);
  });

  test("what Salesforce refuses is rejected with Salesforce's code, the rest is written", async () => {
    await org().put('Contact', {LastName: 'Other', External_Ref__c: 'taken'});
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
  const created = await exportUsers(org().config, users);
  expect(created.counts).toEqual({created: 3000});
  expect(created.calls).toBeLessThanOrEqual(25);
  const again = await exportUsers(org().config, users);
  expect(again.counts).toEqual({unchanged: 3000});
  expect(again.calls).toBeLessThanOrEqual(10);
});

test.each(['rest', 'bulk'] as const)(
  'by %s the duplicate rule header goes with the write',
  async write_api => {
    const config = {...org().config, write_api, duplicate_rule_header: 'allowSave=true'};
    await exportUsers(config, [userOf(1)]);
    const requests: {url: string; method: string; headers: Record<string, string>}[] =
      await org().ask('GET', '/__emulator/requests');
    const sent = requests.filter(
      ({url, method}) => method === 'POST' && /composite\/sobjects|jobs\/ingest/.test(url),
    );
    expect(sent.map(({headers}) => headers['sforce-duplicate-rule-header'])).toEqual([
      'allowSave=true',
    ]);
  },
);

test('a property whose type never fits its field is an error before the first record', async () => {
  const stream = {
    stream: {
      name: 'users',
      supported_sync_modes: ['incremental' as const],
      json_schema: {type: 'object', properties: {points: {type: ['null', 'boolean']}}},
    },
  };
  await expect(exportUsers(org().config, [userOf(1)], stream)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining(
      'points (boolean) cannot be written to Contact.Loyalty_Points__c',
    ),
  });
});
