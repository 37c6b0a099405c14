import {describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {decideFor, known, mapping, user, written} from './fixtures/decide-for.js';

describe('what is done for a user', () => {
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
