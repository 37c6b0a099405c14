import {once} from 'node:events';
import {person} from '../../emulators/people/index.js';

// Writes so many contacts as RECORD messages, with a STATE after each 50,000, as a source would.
const count = Number(process.argv[2] ?? 1000);
const RECORDS_PER_WRITE = 200;
const RECORDS_PER_STATE = 50_000;

let text = '';
for (let index = 0; index < count; index++) {
  text += `${JSON.stringify({type: 'RECORD', record: {stream: 'Contact', emitted_at: 0, data: contactAt(index)}})}\n`;
  if ((index + 1) % RECORDS_PER_STATE === 0 || index + 1 === count) text += stateAt(index);
  if (index % RECORDS_PER_WRITE !== 0 && index + 1 < count) continue;
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  text = '';
}

function contactAt(index: number): Record<string, unknown> {
  const {email, firstName, lastName, city, country, phone, birthdate} = person(1, index);
  return {
    Id: `003${index.toString(36).padStart(12, '0')}AAA`,
    SystemModstamp: new Date(1.7e12 + index * 10).toISOString(),
    Email: email,
    FirstName: firstName,
    LastName: lastName,
    MailingCity: city,
    MailingCountry: country,
    Phone: phone,
    Birthdate: birthdate,
    Loyalty_Points__c: index % 10_000,
    Loyalty_Tier__c: ['bronze', 'silver', 'gold'][index % 3],
    Newsletter__c: index % 2 === 0,
  };
}

function stateAt(index: number): string {
  const stream = {stream_descriptor: {name: 'Contact'}, stream_state: {read: index + 1}};
  return `${JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream}})}\n`;
}
