import {expect, test} from 'vitest';
import {startedForEach} from '../fixtures/started.js';
import {describeBothApis} from './fixtures/describe-both-apis.js';
import {contactFor, contactsOf} from './fixtures/exported-contacts.js';
import {startOrg} from './fixtures/org.js';
import {exportUsers, mapping, userOf} from './fixtures/users.js';

const org = startedForEach(() => startOrg());

describeBothApis(org, write => {
  test('a parent is set by its external id, and one that is missing rejects the user', async () => {
    const [id] = await org().put('Account', {Name: 'Shop', External_Ref__c: 'shop-1'});
    const config = {mapping: {...mapping, shop: 'Account.External_Ref__c'}};
    const users = [
      {...userOf(1), shop: 'shop-1'},
      {...userOf(2), shop: 'nowhere'},
    ];
    const {counts, results} = await write(users, config);
    expect(counts).toEqual({created: 1, INVALID_FIELD: 1});
    expect(results[1]).toMatchObject({message: expect.stringContaining('nowhere')});
    expect(await org().query('SELECT AccountId FROM Contact')).toEqual([{AccountId: id}]);
    const again = {...userOf(1), shop: 'SHOP-1'};
    expect((await write([again], config)).counts).toEqual({unchanged: 1});
  });

  test('an empty property leaves the field, or clears it if so configured', async () => {
    await write([userOf(1)]);
    const empty = {...userOf(1), firstName: null, points: ''};
    expect((await write([empty])).counts).toEqual({unchanged: 1});
    expect((await write([empty], {clear_empty: true})).counts).toEqual({updated: 1});
    expect(await contactsOf(org())).toEqual([
      {...contactFor(userOf(1)), FirstName: null, Loyalty_Points__c: null},
    ]);
  });

  test('filling empty fields only overwrites nothing', async () => {
    await org().put('Contact', {LastName: 'Old', Email: 'user1@example.com'});
    expect((await write([userOf(1)], {fill_empty_only: true})).counts).toEqual({updated: 1});
    expect(await contactsOf(org())).toEqual([{...contactFor(userOf(1)), LastName: 'Old'}]);
  });

  test('new records take defaults for what their users lack', async () => {
    const nameless = {...userOf(1), lastName: null};
    expect((await write([nameless])).counts).toEqual({REQUIRED_FIELD_MISSING: 1});
    const create_defaults = {LastName: 'Unknown', Newsletter__c: true};
    expect((await write([nameless], {create_defaults})).counts).toEqual({created: 1});
    expect(await org().query('SELECT LastName, Newsletter__c FROM Contact')).toEqual([
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
    const found = await org().query('SELECT FirstName FROM Contact ORDER BY Loyalty_Points__c');
    expect(found.map(({FirstName}) => FirstName)).toEqual(values);
    expect((await write(users)).counts).toEqual({unchanged: values.length});
  });
});

test('text that is longer than its field is cut if so configured, and counted', async () => {
  const long = {...userOf(1), firstName: 'x'.repeat(50)};
  const {counts, logs} = await exportUsers({...org().config, truncate: true}, [long]);
  expect(counts).toEqual({created: 1});
  expect(logs).toContain('WARN Contact.FirstName: 1 values were longer and were cut.');
  expect(await contactsOf(org())).toEqual([{...contactFor(long), FirstName: 'x'.repeat(40)}]);
});
