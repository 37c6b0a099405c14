import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import type {Connection, Export, Import} from '../../../harness/generated/types.js';
import {
  exportDirection,
  importDirection,
  signatureOf,
  valueProblems,
} from '../../../harness/systems/index.js';

const VALUES = {Gold: 1, Silver: 2};

function connectionOf(
  fields: NonNullable<Import['fields']>,
  properties: NonNullable<Export['properties']>,
): Connection {
  return {
    salesforce: {client_id: 'app'},
    cohort: {},
    import: {enabled: true, object: 'Contact', email_field: 'Email', users: 'all', fields},
    export: {enabled: true, user_id_field: 'User_Id__c', users: 'all', properties},
  };
}

const TWO_WAY = connectionOf(
  {Tier__c: {property: 'Loyalty Tier', values: VALUES}},
  {loyalty_tier: 'Tier__c'},
);

test('values, defaults, constants and when reach the destinations', () => {
  const connection = connectionOf(
    {Tier__c: {property: 'tier', values: VALUES, default: 0}, City: 'city'},
    {points: {field: 'Points__c', when: 'empty', values: {a: true}, default: 'x'}, lang: 'Lang__c'},
  );
  Object.assign(connection.import, {constants: {origin: 'crm'}});
  Object.assign(connection.export ?? {}, {constants: {LeadSource: 'web'}});
  expect(importDirection(connection)?.destination.settings).toMatchObject({
    mapping: {Tier__c: 'tier', City: 'city', Email: 'email'},
    values: [
      {source: 'Tier__c', from: 'Gold', to: '1'},
      {source: 'Tier__c', from: 'Silver', to: '2'},
    ],
    defaults: {Tier__c: 0},
    constants: {origin: 'crm'},
  });
  expect(exportDirection(connection)?.destination.settings).toMatchObject({
    mapping: {points: 'Points__c', lang: 'Lang__c', email: 'Email'},
    values: [{source: 'points', from: 'a', to: 'true'}],
    defaults: {points: 'x'},
    when: {points: 'empty'},
    constants: {LeadSource: 'web'},
  });
});

test('the other direction of a property writes its values back, whichever lists them', () => {
  expect(exportDirection(TWO_WAY)?.destination.settings.values).toEqual([
    {source: 'loyalty_tier', from: '1', to: 'Gold'},
    {source: 'loyalty_tier', from: '2', to: 'Silver'},
  ]);
  const exported = connectionOf({Tier__c: 'tier'}, {tier: {field: 'Tier__c', values: {1: 'Gold'}}});
  expect(importDirection(exported)?.destination.settings.values).toEqual([
    {source: 'Tier__c', from: 'Gold', to: '1'},
  ]);
});

test('check does not hold the type of a field against the values that are written for it', () => {
  const connection = connectionOf({Tier__c: {property: 'tier', values: VALUES}, City: 'city'}, {});
  const properties = {Tier__c: {type: 'string'}, City: {type: 'string'}};
  const stream = {
    stream: {name: 'Contact', json_schema: {properties}, supported_sync_modes: ['incremental']},
    sync_mode: 'incremental',
    destination_sync_mode: 'append_dedup',
  } as const;
  const settings = importDirection(connection)?.settingsForCheck?.(
    structuredClone(stream) as unknown as ConfiguredAirbyteStream,
  );
  expect(settings?.property_types).toEqual({city: 'text'});
});

test('what is known of a property is kept under its values, the same for both directions', () => {
  const property = {field: 'Tier__c', property: 'loyalty_tier'};
  const both = signatureOf(TWO_WAY, {...property, flow: 'both'});
  expect(both).toBe(signatureOf(TWO_WAY, {...property, flow: 'export'}));
  expect(signatureOf(connectionOf(['Tier__c'], {}), {...property, flow: 'import'})).toBe(undefined);
});

test.each<[string, Connection, RegExp | undefined]>([
  [
    'the same on both sides',
    connectionOf(
      {Tier__c: {property: 'tier', values: VALUES}},
      {tier: {field: 'Tier__c', values: {1: 'Gold', 2: 'Silver'}}},
    ),
    undefined,
  ],
  ['listed once', TWO_WAY, undefined],
  [
    'that differ',
    connectionOf(
      {Tier__c: {property: 'tier', values: VALUES}},
      {tier: {field: 'Tier__c', values: {1: 'Silver'}}},
    ),
    /^at \/export\/properties\/tier\/values: found other values than \/import\/fields\/Tier__c/,
  ],
  [
    'that become one',
    connectionOf({Tier__c: {property: 'tier', values: {Gold: 1, Platinum: 1}}}, {tier: 'Tier__c'}),
    /^at \/import\/fields\/Tier__c\/values: found "1" for several values/,
  ],
  [
    'with a default',
    connectionOf({Tier__c: 'tier'}, {tier: {field: 'Tier__c', default: 'None'}}),
    /^at \/export\/properties\/tier\/default: found a default, expected none/,
  ],
])('values of a two-way property %s', (_, connection, problem) => {
  const [found] = valueProblems(connection);
  if (problem) expect(found).toMatch(problem);
  else expect(found).toBe(undefined);
});
