import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, userOf} from './fixtures/users.js';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.close());

// Characters that mean something to a query, a CSV, a URL, JSON or a spreadsheet.
const LOCAL = [..."!#$%&*+-/=?^_`{|}~'"];
const valid = [
  ...LOCAL.map((character, index) => `a${character}${index}@example.com`),
  ...LOCAL.map((character, index) => `${character}b${index}@example.com`),
  ...LOCAL.map((character, index) => `c${index}${character}@example.co.uk`),
  `${"o'; DELETE FROM Contact --".replaceAll(' ', '').replaceAll(';', '')}@example.com`,
  "'or'1'='1@example.com",
  '%@example.com',
  '_____@example.com',
  `${'x'.repeat(68)}@example.com`,
  'José@example.com',
  '李小龍@example.com',
  '=1+1@example.com',
];
const invalid = [
  ...[...'"(),:;<>[]\\ \n\r\t\0'].map(character => `a${character}b@example.com`),
  'a@b@example.com',
  'a@',
  '@',
  'a',
  'a@example',
  'a@.example.com',
  'a@example..com',
  'a@-example.com',
  'a@exam ple.com',
  '.a@example.com',
  'a.@example.com',
  "a@example.com') OR (Email != '",
  '\\@example.com',
  "a\\'@example.com",
  'null',
  '\uD83D@example.com',
  '"quoted"@example.com',
  '<script>@example.com',
  'a@example.com,b@example.com',
  '#N/A',
];
const tooLong = [`${'x'.repeat(290)}@example.com`, `x@${'y'.repeat(60)}.${'z'.repeat(60)}.com`];

describe.each(['rest', 'bulk'] as const)('%s: hostile addresses', write_api => {
  const users = [...valid, ...invalid, ...tooLong].map((email, index) => ({
    ...userOf(index),
    email,
  }));

  test(`of ${valid.length + invalid.length + tooLong.length}, each is matched or rejected, and none breaks anything`, async () => {
    await org.put('Contact', {LastName: 'Bystander', Email: 'bystander@example.com'});
    const config = {...org.config, write_api};
    expect((await exportUsers(config, users)).counts).toEqual({
      created: valid.length,
      INVALID_EMAIL_ADDRESS: invalid.length,
      STRING_TOO_LONG: tooLong.length,
    });
    const found = await org.query('SELECT Email FROM Contact ORDER BY Loyalty_Points__c');
    expect(new Set(found.map(({Email}) => Email))).toEqual(
      new Set([...valid, 'bystander@example.com']),
    );
    const again = await exportUsers(config, users);
    expect(again.counts).toMatchObject({unchanged: valid.length});
    const byEmail = users.map(user => ({...user, id: null, email: user.email.toUpperCase()}));
    expect((await exportUsers(config, byEmail)).counts).toMatchObject({unchanged: valid.length});
  });

  test('half a character in a key or a user id rejects the user and no other', async () => {
    const config = {...org.config, write_api};
    const broken = {...userOf(2), id: 'user-\uD83D'};
    const byEmail = await exportUsers(config, [userOf(1), broken]);
    expect(byEmail.counts).toEqual({created: 1, INVALID_TYPE_ON_FIELD_IN_RECORD: 1});
    expect(byEmail.results[1]).toMatchObject({
      key: 'user2@example.com',
      message: expect.stringMatching(/^Cohort User ID: .* half a character/),
      fields: ['Cohort_User_ID__c'],
    });
    const byId = await exportUsers(config, [userOf(1), broken], {primary_key: [['id']]});
    expect(byId.counts).toEqual({unchanged: 1, INVALID_TYPE_ON_FIELD_IN_RECORD: 1});
  });
});
