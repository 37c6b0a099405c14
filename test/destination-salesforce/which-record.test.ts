import {expect, test} from 'vitest';
import {startedForEach} from '../fixtures/started.js';
import {describeBothApis} from './fixtures/describe-both-apis.js';
import {contactFor, contactsOf} from './fixtures/exported-contacts.js';
import {startOrg} from './fixtures/org.js';
import {exportUsers, mapping, userOf} from './fixtures/users.js';

const org = startedForEach(() => startOrg());

describeBothApis(org, write => {
  test('a record is found by the user id after the email has changed, which is written only if asked for', async () => {
    await write([userOf(1)]);
    const moved = {...userOf(1), email: 'new@example.com'};
    expect((await write([moved])).counts).toEqual({unchanged: 1});
    expect(await contactsOf(org())).toEqual([contactFor(userOf(1))]);
    expect((await write([moved], {update_email: true})).counts).toEqual({updated: 1});
    expect(await contactsOf(org())).toEqual([contactFor(moved)]);
  });

  test('a record is found by an email in another case, and gets the user id', async () => {
    await org().put('Contact', {LastName: 'Last 1', Email: 'USER1@Example.com'});
    expect((await write([userOf(1)])).counts).toEqual({updated: 1});
    expect(await contactsOf(org())).toEqual([
      {...contactFor(userOf(1)), Email: 'USER1@Example.com'},
    ]);
  });

  test('two users with one email never end on one record', async () => {
    const twins = [userOf(1), {...userOf(2), email: 'user1@example.com'}];
    expect((await write(twins)).counts).toEqual({created: 1, RECORD_OF_ANOTHER_USER: 1});
    expect((await write(twins)).counts).toEqual({unchanged: 1, RECORD_OF_ANOTHER_USER: 1});
    expect(await contactsOf(org())).toEqual([contactFor(userOf(1))]);
  });

  test('two users who claim one free record: the first has it, the other is rejected', async () => {
    await org().put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
    const twins = [userOf(1), {...userOf(2), email: 'USER1@example.com'}];
    const {results} = await write(twins);
    expect(results).toMatchObject([
      {status: 'updated'},
      {status: 'rejected', key: 'USER1@example.com', code: 'RECORD_OF_ANOTHER_USER'},
    ]);
    expect(await contactsOf(org())).toEqual([contactFor(userOf(1))]);
  });

  test('an address that one user leaves and another takes in the same run', async () => {
    await write([userOf(1)]);
    const moved = {...userOf(1), email: 'elsewhere@example.com'};
    const heir = {...userOf(2), email: 'user1@example.com'};
    expect((await write([heir, moved], {update_email: true})).counts).toEqual({
      created: 1,
      updated: 1,
    });
    expect(await contactsOf(org())).toEqual([contactFor(moved), contactFor(heir)]);
  });

  test('of two records of one user the later stands', async () => {
    const later = {...userOf(1), points: 99};
    const {results} = await write([userOf(1), later]);
    expect(results.map(({status}) => status)).toEqual(['duplicate', 'created']);
    expect(await contactsOf(org())).toEqual([contactFor(later)]);
  });

  test('of several records with one email the oldest is written, and they are listed', async () => {
    const ids = await org().put(
      'Contact',
      {LastName: 'A', Email: 'user1@example.com'},
      {LastName: 'B', Email: 'User1@example.com'},
    );
    const {counts, logs} = await write([userOf(1)]);
    expect(counts).toEqual({updated: 1});
    expect(await org().query("SELECT Id FROM Contact WHERE Cohort_User_ID__c = 'user-1'")).toEqual([
      {Id: ids[0]},
    ]);
    expect(logs.join()).toContain(`${ids[0]} = ${ids[1]}`);
  });

  test('a converted lead, which cannot be changed, stands back for an open one', async () => {
    const lead = {LastName: 'Old', Company: 'Acme'};
    const converted = {...lead, IsConverted: true};
    const email = (number: number) => ({Email: `user${number}@example.com`});
    const own = {Cohort_User_ID__c: 'user-2'};
    const ids = await org().put(
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
    const written = await org().query(
      "SELECT Id FROM Lead WHERE LastName != 'Old' ORDER BY LastName",
    );
    expect(written).toEqual([{Id: ids[1]}, {Id: ids[3]}]);
    const deleted = await write([userOf(2)], {...config, duplicates: 'all'}, 'soft_delete');
    expect(deleted.counts).toEqual({updated: 1});
    expect(await org().query("SELECT Id FROM Lead WHERE Cohort_User_ID__c = 'user-2'")).toEqual([]);
  });
});

test('a record that another run creates after the look-up is not created again', async () => {
  // By the answers' clock, the record is newer than the look-up.
  const ahead = await startOrg({clock: () => Date.now() + 60_000});
  const route = '/services/data/:version/query';
  // The look-up sees nobody; the check right before the insert sees what has come since.
  const body = {totalSize: 0, done: true, records: []};
  await ahead.put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
  await ahead.fault({method: 'GET', route, times: 2, answer: {status: 200, body}});
  expect((await exportUsers(ahead.config, [userOf(1)])).counts).toEqual({updated: 1});
  expect(await contactsOf(ahead)).toEqual([contactFor(userOf(1))]);
  await ahead.close();
});
