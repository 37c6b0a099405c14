import {describe, expect, test} from 'vitest';
import type {Mode} from '../../destination-salesforce/target/index.js';
import {decideFor, known, user, written} from './fixtures/decide-for.js';

describe('what is done for a user', () => {
  test('nothing when nothing differs, be the email in another case', async () => {
    expect(written(await decideFor(user, [{...known, Email: 'ANN@example.com'}]))).toBe(
      'unchanged',
    );
  });

  test('only what differs is written', async () => {
    const decision = await decideFor({...user, points: 11}, [known]);
    expect(written(decision)).toEqual({'000': [undefined, undefined, undefined, '11']});
  });

  test.each([
    [true, {own: ['ann@example.com', undefined, undefined, undefined]}],
    [false, 'unchanged'],
  ])(
    'the record that holds the user id goes before one with the email; update_email: %s',
    async (update_email, expected) => {
      const own = {...known, Id: 'own', Email: 'old@example.com'};
      const other = {...known, Id: 'other', Cohort_User_ID__c: null, CreatedDate: '2020-01-01'};
      const decision = await decideFor(user, [other, own], {config: {update_email}});
      expect(written(decision)).toEqual(expected);
    },
  );

  test('a record found by email gets the user id', async () => {
    const decision = await decideFor(user, [{...known, Cohort_User_ID__c: null}]);
    expect(written(decision)).toEqual({'000': [undefined, 'user-1', undefined, undefined]});
  });

  test('a record of another user is never taken', async () => {
    const foreign = {...known, Cohort_User_ID__c: 'user-2'};
    expect(written(await decideFor(user, [foreign]))).toBe('RECORD_OF_ANOTHER_USER');
    const free = {...known, Id: 'free', Cohort_User_ID__c: null};
    expect(written(await decideFor(user, [foreign, free]))).toHaveProperty('free');
  });

  test('a record whose user leaves this email in the same run is no obstacle', async () => {
    const foreign = {...known, Cohort_User_ID__c: 'user-2'};
    expect(written(await decideFor(user, [foreign], {moved: ['user-2']}))).toHaveProperty('create');
  });

  test.each([
    ['oldest', {a: [undefined, 'user-1', undefined, undefined]}],
    ['newest', {c: [undefined, 'user-1', undefined, undefined]}],
    ['reject', 'DUPLICATE_RECORDS'],
  ] as const)(
    'of several records with the email, the policy %s decides',
    async (duplicates, expected) => {
      const free = {...known, Cohort_User_ID__c: null};
      const records = [
        {...free, Id: 'b', CreatedDate: '2022-01-01'},
        {...free, Id: 'c', CreatedDate: '2022-01-01'},
        {...free, Id: 'a', CreatedDate: '2021-01-01'},
      ];
      const decision = await decideFor(user, records, {config: {duplicates}});
      expect(written(decision)).toEqual(expected);
    },
  );

  test('the policy all writes each of them', async () => {
    const free = {...known, Cohort_User_ID__c: null};
    const records = [
      {...free, Id: 'a'},
      {...free, Id: 'b'},
      {...known, Id: 'c', Cohort_User_ID__c: 'user-2'},
    ];
    const decision = await decideFor(user, records, {config: {duplicates: 'all'}});
    expect(Object.keys(written(decision) as object)).toEqual(['a', 'b']);
  });

  test('a further email field matches when the first does not, and the email is not rewritten', async () => {
    const config = {email_fields: ['Work_Email__c']};
    const record = {
      ...known,
      Cohort_User_ID__c: null,
      Email: 'home@example.com',
      Work_Email__c: 'ann@example.com',
    };
    const decision = await decideFor({...user, points: 11}, [record], {config});
    expect(written(decision)).toEqual({'000': [undefined, 'user-1', undefined, '11']});
  });

  test.each<[Mode, unknown, unknown]>([
    [
      'upsert',
      {create: ['ann@example.com', 'user-1', 'Ann', '10']},
      {'000': [undefined, undefined, 'Ann', undefined]},
    ],
    ['insert', {create: ['ann@example.com', 'user-1', 'Ann', '10']}, 'unchanged'],
    ['update', 'unchanged', {'000': [undefined, undefined, 'Ann', undefined]}],
    ['delete', 'unchanged', {'000': []}],
  ])('%s: without and with a record', async (mode, without, withRecord) => {
    expect(written(await decideFor(user, [], {mode}))).toEqual(without);
    expect(written(await decideFor(user, [{...known, LastName: 'Bob'}], {mode}))).toEqual(
      withRecord,
    );
  });

  test('a user without what creation needs is rejected before a call is spent', async () => {
    expect(written(await decideFor({...user, name: null}, []))).toBe('REQUIRED_FIELD_MISSING');
  });

  test.each([
    [null, 'REQUIRED_FIELD_MISSING'],
    ['', 'REQUIRED_FIELD_MISSING'],
    ['not-an-email', 'INVALID_EMAIL_ADDRESS'],
    [`${'x'.repeat(300)}@example.com`, 'STRING_TOO_LONG'],
  ])(
    'a user with the email %s is rejected, unless a record holds the user id',
    async (email, code) => {
      expect(written(await decideFor({...user, email}, []))).toBe(code);
      expect(written(await decideFor({...user, id: null, email}, [known]))).toBe(code);
      expect(written(await decideFor({...user, email, points: 11}, [known]))).toEqual({
        '000': [undefined, undefined, undefined, '11'],
      });
    },
  );

  test('an open lead goes before a converted one that holds the user id', async () => {
    const converted = {...known, Id: 'old', IsConverted: 'true'};
    const open = {...known, Id: 'open', Cohort_User_ID__c: null};
    expect(written(await decideFor(user, [converted, open]))).toHaveProperty('open');
    expect(written(await decideFor({...user, points: 11}, [converted]))).toHaveProperty('old');
  });

  test.each<Mode>(['upsert', 'update', 'delete'])(
    '%s: a key longer than its field is looked for nowhere',
    async mode => {
      const email = `${'x'.repeat(100_000)}@example.com`;
      const config = {mapping: {points: 'Loyalty_Points__c'}, create_defaults: {LastName: 'x'}};
      const decision = await decideFor({Email: email, points: 1}, [], {config, mode});
      expect(written(decision)).toBe('STRING_TOO_LONG');
    },
  );
});
