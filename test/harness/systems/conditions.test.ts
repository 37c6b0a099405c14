import {expect, test} from 'vitest';
import type {Connection} from '../../../harness/generated/types.js';
import {importDirection} from '../../../harness/systems/index.js';

function settingsOf(more: Partial<Connection['import']>) {
  return importDirection({
    salesforce: {client_id: 'app'},
    cohort: {},
    import: {enabled: true, object: 'Contact', email_field: 'Email', fields: ['LastName'], ...more},
  })?.source.settings;
}

test('conditions reach the source with texts as values', () => {
  const where: Connection['import']['where'] = [
    {field: 'Member__c', op: '=', value: true},
    {field: 'Account.Type', op: 'in', value: ['Customer', 5]},
    {field: 'Email', op: 'is_null'},
  ];
  expect(settingsOf({where})).toMatchObject({
    where: [
      {field: 'Member__c', op: '=', value: 'true'},
      {field: 'Account.Type', op: 'in', values: ['Customer', '5']},
      {field: 'Email', op: 'is_null'},
    ],
  });
});

test('the source offers the fields of parents that are imported', () => {
  const fields = {LastName: 'lastName', 'Account.Name': 'company'};
  expect(settingsOf({fields})).toEqual({objects: ['Contact'], parent_fields: ['Account.Name']});
});

test('a connection with neither has the settings it always had: its state stays of use', () => {
  expect(settingsOf({})).toEqual({objects: ['Contact']});
});
