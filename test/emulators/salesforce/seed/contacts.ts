import {duplicateOf, type Person, person} from '../../people/index.js';
import {type Org, type Reader, recordId, type Value} from '../org/index.js';

import {mix, pick} from './mix.js';
import {auditFields, stampReader} from './stamps.js';

const tiers = ['Bronze', 'Bronze', 'Bronze', 'Silver', 'Silver', 'Gold', 'Platinum'];
const interests = ['Fashion', 'Food', 'Sport', 'Travel', 'Music'];
const sources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
const memberDays = Array.from({length: 3800}, (_, day) => dateOf(Date.UTC(2015, 0, 1 + day)));
const departments = ['Sales', 'Finance', 'Operations', 'IT'];

/** The contacts of a loyalty programme's customers: people, some with an account, nulls among the values. */
export function contactFields(org: Org): Record<string, Reader> {
  const {seed, contacts} = org.options;
  const read = personReader(seed);
  const draw = (position: number, salt: number) => mix(seed, position, salt);
  return {
    ...auditFieldsOfContacts(org),
    ...fromPerson(read),
    ...loyaltyFields(draw),
    IsDeleted: position => position % 100 === 99,
    AccountId: accountReader(draw, Math.ceil(contacts / 20)),
    Salutation: position => pick([null, null, 'Mr.', 'Ms.', 'Dr.'], draw(position, 10)),
    LeadSource: position => pick([...sources, null], draw(position, 11)),
    Department: position => pick([...departments, null, null], draw(position, 12)),
    External_Ref__c: position =>
      draw(position, 13) % 10 < 7 ? `CRM-${1_000_000 + position}` : null,
  };
}

// Who shares an address with an earlier contact was created and saved after and before it: the
// oldest of the two is also the one that was modified last.
function auditFieldsOfContacts(org: Org): Record<string, Reader> {
  const stamp = stampReader(org, org.options.contacts, 1);
  const shifted = (read: Reader, by: number): Reader => {
    return position => {
      const earlier = duplicateOf(position);
      return earlier === undefined ? read(position) : Number(read(earlier)) + by;
    };
  };
  const {CreatedDate, ...audit} = auditFields(org, shifted(stamp, -3_600_000));
  return {...audit, CreatedDate: shifted(CreatedDate ?? stamp, 86_400_000)};
}

// Fields are read one after the other of one record: it is made only once.
function personReader(seed: number): (position: number) => Person {
  let at = -1;
  let last: Person | undefined;
  return position => {
    if (!last || at !== position) last = person(seed, position);
    at = position;
    return last;
  };
}

function fromPerson(read: (position: number) => Person): Record<string, Reader> {
  return {
    FirstName: position => read(position).firstName,
    LastName: position => read(position).lastName,
    Email: position => read(position).email,
    Phone: position => read(position).phone,
    MobilePhone: position => read(position).mobilePhone,
    MailingStreet: position => read(position).street,
    MailingCity: position => read(position).city,
    MailingPostalCode: position => read(position).postalCode,
    MailingCountry: position => read(position).country,
    Birthdate: position => read(position).birthdate,
    Title: position => read(position).title,
    Description: position => read(position).description,
  };
}

function loyaltyFields(draw: (position: number, salt: number) => number): Record<string, Reader> {
  const unless = (salt: number, value: (drawn: number) => Value): Reader => {
    return position => {
      const drawn = draw(position, salt);
      return drawn % 5 === 0 ? null : value(drawn >>> 3);
    };
  };
  return {
    Loyalty_Points__c: unless(20, drawn => drawn % 50_000),
    Loyalty_Tier__c: unless(21, drawn => pick(tiers, drawn)),
    Newsletter__c: position => draw(position, 22) % 3 === 0,
    Lifetime_Value__c: unless(23, drawn => (drawn % 1_000_000) / 100),
    Member_Since__c: unless(24, drawn => pick(memberDays, drawn)),
    Last_Visit__c: unless(25, drawn => Date.UTC(2025, 0, 1) + (drawn % 40_000_000) * 1000),
    Interests__c: unless(26, drawn => interestsOf(drawn)),
  };
}

function interestsOf(drawn: number): string {
  const chosen = interests.filter((_, bit) => (drawn >>> bit) & 1);
  return (chosen.length > 0 ? chosen : ['Food']).join(';');
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function accountReader(draw: (position: number, salt: number) => number, accounts: number): Reader {
  return position => {
    const drawn = draw(position, 14);
    return drawn % 10 === 0 ? null : recordId('001', drawn % accounts);
  };
}
