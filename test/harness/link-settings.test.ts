import {expect, test} from 'vitest';
import type {Connection} from '../../harness/generated/types.js';
import {exportDirection, importDirection} from '../../harness/systems/index.js';

function connectionOf(changes: Partial<Connection> = {}): Connection {
  return {
    salesforce: {client_id: 'id'},
    cohort: {},
    import: {
      enabled: true,
      object: 'Contact',
      email_field: 'Email',
      users: 'all',
      fields: {
        FirstName: 'firstName',
        Points__c: {property: 'Loyalty Points', wins: 'cohort'},
        City: {property: 'city', wins: 'newest'},
      },
    },
    export: {
      enabled: true,
      user_id_field: 'Cohort_User_ID__c',
      users: 'existing',
      properties: {loyalty_points: 'Points__c', tier: 'Tier__c', firstName: 'FirstName'},
    },
    ...changes,
  };
}

test('a property that both directions map is two-way, by name or reference id', () => {
  const connection = connectionOf();
  expect(importDirection(connection)?.destination.linkSettings).toEqual({
    two_way: ['Points__c', 'FirstName'],
    wins: {Points__c: 'cohort'},
  });
  expect(exportDirection(connection)?.destination.linkSettings).toEqual({
    two_way: ['loyalty_points', 'firstName'],
    wins: {loyalty_points: 'cohort'},
  });
});

test('a mapping with a winner is a mapping', () => {
  expect(importDirection(connectionOf())?.destination.settings.mapping).toEqual({
    FirstName: 'firstName',
    Points__c: 'Loyalty Points',
    City: 'city',
    Email: 'email',
  });
});

test('without an export, nothing is two-way', () => {
  const {export: exported} = connectionOf();
  const connection = connectionOf({export: {...exported, enabled: false}});
  expect(importDirection(connection)?.destination.linkSettings).toEqual({two_way: [], wins: {}});
  expect(importDirection(connection)?.source.linkSettings).not.toHaveProperty('hard_deletes');
});

test('the rules for links are handed to the destinations as they stand', () => {
  const {import: imported, export: exported} = connectionOf();
  const connection = connectionOf({
    duplicates: 'oldest',
    import: {
      ...imported,
      record_id_property: false,
      write_record_id: 'all',
      email_changes: 'follow',
      recreate_deleted: true,
    },
    export: {
      ...exported,
      enabled: true,
      recreate_deleted: true,
      auto_assign: true,
      properties: {email: 'Email'},
    },
  });
  expect(importDirection(connection)?.destination.linkSettings).toMatchObject({
    duplicates: 'oldest',
    record_id_property: false,
    write_record_id: 'all',
    email_changes: 'follow',
    recreate_deleted: true,
  });
  expect(exportDirection(connection)?.destination.linkSettings).toMatchObject({
    duplicates: 'oldest',
    recreate_deleted: true,
    auto_assign: true,
    update_email: true,
  });
});

test('where users of deleted records are marked, the source tells what was deleted for good', () => {
  const {import: imported} = connectionOf();
  const connection = connectionOf({import: {...imported, on_delete: 'clear_link'}});
  expect(importDirection(connection)?.source.linkSettings).toMatchObject({hard_deletes: true});
});

test("the export's own word about duplicates stands", () => {
  const {export: exported} = connectionOf();
  const connection = connectionOf({
    duplicates: 'oldest',
    export: {...exported, enabled: true, duplicates: 'all'},
  });
  const direction = exportDirection(connection);
  expect(direction?.destination.settings.duplicates).toBe('all');
  expect(direction?.destination.linkSettings).not.toHaveProperty('duplicates');
});

test('rules for links do not make a kept state useless', () => {
  const one = importDirection(connectionOf());
  const other = importDirection(connectionOf({duplicates: 'oldest'}));
  expect(one?.destination.settings).toEqual(other?.destination.settings);
});
