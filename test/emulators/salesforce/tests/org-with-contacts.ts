import {expect} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

export type Row = Record<string, unknown>;

export const clock = () => Date.UTC(2026, 4, 20, 10, 30, 15);

export async function orgWithContacts(rows: Row[]): Promise<EmulatedOrg> {
  const org = await startOrg({clock});
  const records = rows.map(row => ({attributes: {type: 'Contact'}, ...row}));
  const {json} = await org.call('POST', '/composite/sobjects', {records});
  expect(json.map((result: Row) => result.success)).toEqual(rows.map(() => true));
  return org;
}

export const people = [
  {
    LastName: 'Adams',
    Email: 'Ada@Example.com',
    Loyalty_Points__c: 10,
    Birthdate: '2000-02-29',
    Interests__c: 'Food;Sport',
    MailingCity: 'Berlin',
  },
  {
    LastName: 'Brown',
    Email: 'bob@example.com',
    Loyalty_Points__c: 20,
    Newsletter__c: true,
    MailingCity: 'Paris',
  },
  {
    LastName: "O'Brien",
    Loyalty_Points__c: 30,
    Last_Visit__c: '2026-05-19T23:30:00Z',
    MailingCity: 'berlin',
  },
  {LastName: '100% _x', Interests__c: 'Music'},
];
