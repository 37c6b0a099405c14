import {expect, test} from 'vitest';
import type {AlsoExported, Connection} from '../../../harness/generated/types.js';
import {alsoProblems, directionsOf} from '../../../harness/systems/index.js';

const events: AlsoExported = {
  stream: 'user_events',
  object: 'Cohort_Event__c',
  external_id_field: 'Cohort_Event_ID__c',
  fields: {
    eventType: {field: 'Type__c', values: {'cohort.badge.gained': 'Gained'}, when: 'create'},
    'user.id': 'Contact__r.Cohort_User_ID__c',
  },
};

function connection(also: AlsoExported[], enabled = true): Connection {
  return {
    salesforce: {client_id: 'x'},
    cohort: {api_key: 'test_key'},
    import: {enabled: true, object: 'Contact', email_field: 'Email', users: 'all', fields: {}},
    export: {enabled, user_id_field: 'Cohort_User_ID__c', users: 'all', properties: {}, also},
  };
}

test('events follow the users, each by its id and with the top of each path', () => {
  const directions = directionsOf(connection([events]));
  expect(directions.map(({key}) => key)).toEqual(['import', 'export', 'also.user_events']);
  expect(directions[2]).toMatchObject({
    of: 'export.also[0]',
    destination: {
      settings: {
        external_id_field: 'Cohort_Event_ID__c',
        mapping: {
          id: 'Cohort_Event_ID__c',
          eventType: 'Type__c',
          'user.id': 'Contact__r.Cohort_User_ID__c',
        },
        values: [{source: 'eventType', from: 'cohort.badge.gained', to: 'Gained'}],
        when: {eventType: 'create'},
      },
    },
    selection: {matchingKey: 'id', fields: ['eventType', 'user', 'id']},
  });
  expect(directions[2]?.selection.keys?.('user')).toBe('export.also[0].fields.user.id');
  expect(directionsOf(connection([events], false)).map(({key}) => key)).toEqual(['import']);
});

test.each<[AlsoExported[], string]>([
  [[events, events], '/export/also/1/stream: found "user_events" again'],
  [[{...events, lists: ['vip']}], '/export/also/0/lists: found it with "user_events"'],
  [[{...events, segments: ['vip']}], '/export/also/0/segments: found it with "user_events"'],
  [[{...events, fields: {id: 'Name'}}], '/export/also/0/fields/id: found "Name"'],
])('%j is refused', (also, problem) => {
  expect(alsoProblems(connection(also)).join()).toContain(problem);
});

test('an export that is not enabled exports nothing besides', () => {
  expect(alsoProblems(connection([events], false)).join()).toContain('/export/enabled is false');
  expect(alsoProblems(connection([events]))).toEqual([]);
});
