import {expect, test} from 'vitest';
import {toReferenceIds} from '../../destination-salesforce/target/index.js';

const properties = {
  email: {type: 'string'},
  grosse_der_familie: {title: 'Größe der Familie', type: ['null', 'string']},
  points: {title: 'email', type: ['null', 'number']},
};

test('a property is mapped by its name in Cohort as well as by its reference id', () => {
  const config = {
    client_id: 'x',
    mapping: {email: 'Email', 'Größe der Familie': 'Title', points: 'Points__c', other: 'Fax'},
    two_way: ['Größe der Familie'],
    wins: {'Größe der Familie': 'cohort' as const},
  };
  expect(toReferenceIds(config, properties)).toMatchObject({
    mapping: {email: 'Email', grosse_der_familie: 'Title', points: 'Points__c', other: 'Fax'},
    two_way: ['grosse_der_familie'],
    wins: {grosse_der_familie: 'cohort'},
  });
});
