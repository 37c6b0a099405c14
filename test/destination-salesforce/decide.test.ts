import {describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {
  type Decision,
  decide,
  type Match,
  prepareRecord,
} from '../../destination-salesforce/match/index.js';
import {buildTarget, type Mode} from '../../destination-salesforce/target/index.js';
import {describes} from './fixtures/describes.js';

const mapping = {
  email: 'Email',
  id: 'Cohort_User_ID__c',
  name: 'LastName',
  points: 'Loyalty_Points__c',
};
const user = {email: 'ann@example.com', id: 'user-1', name: 'Ann', points: 10};

async function decideFor(
  data: Record<string, unknown>,
  records: readonly Record<string, string | null>[],
  {
    config = {},
    mode = 'upsert',
    moved = [],
  }: {config?: Partial<Config>; mode?: Mode; moved?: string[]} = {},
): Promise<Decision> {
  const {target} = await buildTarget({
    config: {client_id: 'x', mapping, ...config},
    describes,
    mode,
  });
  const row = prepareRecord(data, target);
  if ('status' in row) return {kind: 'result', result: row};
  const foundMatches: Match[] = records.map((record, index) => ({
    id: record.Id ?? `00${index}`,
    createdDate: record.CreatedDate ?? '2024-01-01T00:00:00.000Z',
    userId: record.Cohort_User_ID__c ?? null,
    isConverted: record.IsConverted === 'true',
    keys: target.key.fields.map(({name}) => record[name]?.toLowerCase() ?? null),
    stored: target.columns.map(({path}) => record[path] ?? null),
  }));
  return decide(row, foundMatches, {target, hasMoved: userId => moved.includes(userId)});
}

function written(decision: Decision): unknown {
  if (decision.kind === 'result')
    return decision.result.status === 'rejected' ? decision.result.code : decision.result.status;
  if (decision.kind === 'create') return {create: decision.change.cells};
  return Object.fromEntries(decision.changes.map(({id, cells}) => [id, cells]));
}

const known = {
  Email: 'ann@example.com',
  Cohort_User_ID__c: 'user-1',
  LastName: 'Ann',
  Loyalty_Points__c: '10',
};

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

  test('an empty value leaves the field, or clears it if so configured; never what cannot be empty', async () => {
    const empty = {...user, name: '', points: null};
    expect(written(await decideFor(empty, [known]))).toBe('unchanged');
    const cleared = await decideFor(empty, [known], {config: {clear_empty: true}});
    expect(written(cleared)).toEqual({'000': [undefined, undefined, undefined, null]});
  });

  test('the Cohort User ID is never cleared', async () => {
    const decision = await decideFor({...user, id: null, points: null}, [known], {
      config: {clear_empty: true},
    });
    expect(written(decision)).toEqual({'000': [undefined, undefined, undefined, null]});
  });

  test('filling empty fields only overwrites nothing', async () => {
    const record = {...known, LastName: 'Bob', Loyalty_Points__c: null};
    const decision = await decideFor(user, [record], {config: {fill_empty_only: true}});
    expect(written(decision)).toEqual({'000': [undefined, undefined, undefined, '10']});
  });

  test('a property may be written to empty fields only, or to new records only', async () => {
    const changed = {...user, name: 'Anna', points: 11};
    const config: Partial<Config> = {when: {name: 'empty', points: 'create'}};
    expect(written(await decideFor(changed, [known], {config}))).toBe('unchanged');
    const empty = {...known, LastName: null};
    expect(written(await decideFor(changed, [empty], {config}))).toEqual({
      '000': [undefined, undefined, 'Anna', undefined],
    });
    expect(written(await decideFor(changed, [], {config}))).toEqual({
      create: ['ann@example.com', 'user-1', 'Anna', '11'],
    });
  });

  test('values are written as listed, empty ones as their default, and constants always', async () => {
    const config: Partial<Config> = {
      values: [{source: 'name', from: 'Ann', to: 'Anna'}],
      defaults: {points: 7},
      constants: {Newsletter__c: true},
    };
    const decision = await decideFor({...user, points: null}, [known], {config});
    expect(written(decision)).toEqual({'000': [undefined, undefined, 'Anna', '7', 'true']});
  });

  test.each<[Partial<Config>, string]>([
    [{when: {gone: 'empty'}}, 'when has "gone", which mapping does not have'],
    [{constants: {Newsleter__c: true}}, 'constants.Newsleter__c: Contact has no such field'],
    [{constants: {LastName: 'x'}}, 'constants.LastName: the mapping writes LastName too'],
    [{constants: {Loyalty_Member__c: 'x', Newsletter__c: 'maybe'}}, 'constants.'],
  ])('rules that cannot work are refused: %j', async (config, message) => {
    await expect(decideFor(user, [known], {config})).rejects.toThrow(message);
  });

  test('a new record takes the defaults for what its user lacks, an existing one never', async () => {
    const config = {create_defaults: {LastName: 'Unknown', Newsletter__c: true}};
    const nameless = {...user, name: null};
    const created = await decideFor(nameless, [], {config});
    expect(written(created)).toEqual({
      create: ['ann@example.com', 'user-1', 'Unknown', '10', 'true'],
    });
    expect(written(await decideFor(nameless, [known], {config}))).toBe('unchanged');
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

  test.each<[string, Partial<Config>, string | null, unknown]>([
    ['that the record holds already', {}, 'Retired', 'unchanged'],
    ['that is not written over another', {fill_empty_only: true}, 'Gold', 'unchanged'],
    ['that has to be written', {}, 'Gold', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  ])('a value Salesforce would refuse and %s', async (_, config, tier, expected) => {
    const tiered = {mapping: {...mapping, tier: 'Loyalty_Tier__c'}, ...config};
    const record = {...known, Loyalty_Tier__c: tier};
    const decision = await decideFor({...user, tier: 'Retired'}, [record], {config: tiered});
    expect(written(decision)).toEqual(expected);
  });

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

  test.each([
    ['the key', {...user, id: 'x'.repeat(70)}, {email_field: 'Cohort_User_ID__c'}],
    ['the user id', {...user, id: 'x'.repeat(70)}, {}],
    ['the external id of a parent', {...user, shop: 'x'.repeat(70)}, {}],
  ])('%s is never cut: it would be the one of another', async (_, data, config) => {
    const withShop = {...mapping, shop: 'Account.External_Ref__c'};
    const decision = await decideFor(data, [], {
      config: {mapping: withShop, truncate: true, ...config},
    });
    expect(written(decision)).toBe('STRING_TOO_LONG');
  });
});
