import {expect, test} from 'vitest';
import {keptSettings} from '../../../harness/console/connections/kept-settings.js';
import type {Connection} from '../../../harness/generated/types.js';

const EDITED: Connection = {
  salesforce: {client_id: 'key'},
  cohort: {},
  import: {
    enabled: true,
    object: 'Contact',
    email_field: 'Email',
    users: 'all',
    fields: {FirstName: 'firstName', Points__c: {property: 'points', wins: 'cohort'}},
  },
  export: {enabled: true, user_id_field: 'Cohort_User_ID__c', properties: {points: 'Points__c'}},
  on_failure: 'https://alerts.example.com/crm',
  limits: {max_changes: 5},
  schedule: 'every 15m',
};

test('what the page edits is not shown as kept', () => {
  expect(keptSettings(EDITED)).toEqual({});
});

test('everything else is shown, without secrets', () => {
  const condition = {field: 'Title', op: '=' as const, value: 'CEO'};
  const connection: Connection = {
    ...EDITED,
    import: {
      ...EDITED.import,
      where: [condition],
      constants: {origin: 'Salesforce'},
      fields: {Tier__c: {property: 'tier', values: {Gold: 1}, default: 0}},
    },
    export: {
      enabled: true,
      where: {segment: 'gold-tier'},
      properties: {phone: {field: 'Phone', when: 'empty'}},
      constants: {Source__c: 'Cohort'},
    },
    on_failure: {url: 'https://alerts.example.com', secret: 'shared'},
    on_rejected: {command: ['notify']},
    duplicates: 'oldest',
  };
  expect(keptSettings(connection)).toEqual({
    duplicates: 'oldest',
    on_failure: {url: 'https://alerts.example.com'},
    on_rejected: {command: ['notify']},
    'import.fields.Tier__c': {values: {Gold: 1}},
  });
});
