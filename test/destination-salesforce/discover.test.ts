import {afterEach, expect, test} from 'vitest';
import {destination} from '../../destination-salesforce/destination.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {type Org, startOrg} from './fixtures/org.js';

let org: Org;
afterEach(() => org.close());

test('discover tells operations, schemas and matching keys, emails among them', async () => {
  org = await startOrg();
  const session = await destination.connect(org.config, recordingContext().context);
  const operations = await destination.discover(session);
  await destination.close?.(session);
  const ofContact = operations.filter(({object_name}) => object_name === 'Contact');
  expect(ofContact.map(({sync_mode}) => sync_mode)).toEqual([
    'append',
    'append_dedup',
    'update',
    'soft_delete',
  ]);
  const [insert, upsert] = ofContact;
  expect(insert?.json_schema).toMatchObject({required: ['LastName'], additionalProperties: false});
  expect(upsert?.matching_keys).toEqual([
    ['Email'],
    ['Cohort_User_ID__c'],
    ['External_Ref__c'],
    ['Id'],
  ]);
  expect(upsert?.json_schema).toMatchObject({
    properties: {
      Email: {type: ['null', 'string'], maxLength: 80},
      Birthdate: {format: 'date'},
      Loyalty_Points__c: {type: ['null', 'number']},
      Newsletter__c: {type: ['null', 'boolean']},
    },
  });
  expect(upsert?.json_schema.properties).not.toHaveProperty('SystemModstamp');
  const ofLead = operations.find(({object_name}) => object_name === 'Lead');
  expect(ofLead?.json_schema).toMatchObject({
    properties: {
      NumberOfEmployees: {type: ['null', 'integer']},
      AnnualRevenue: {type: ['null', 'number']},
    },
  });
});
