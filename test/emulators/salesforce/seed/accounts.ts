import {person} from '../../people/index.js';
import type {Org, Reader} from '../org/index.js';
import {mix, pick} from './mix.js';
import {auditFields, stampReader} from './stamps.js';

const industries = ['Retail', 'Banking', 'Hospitality', 'Media', 'Technology', null];

/** The companies that contacts belong to. */
export function accountFields(org: Org): Record<string, Reader> {
  const {seed, contacts} = org.options;
  const draw = (position: number, salt: number) => mix(seed, position, salt);
  const read = (position: number) => person(seed + 7919, position);
  return {
    ...auditFields(org, stampReader(org, Math.ceil(contacts / 20), 2)),
    Name: position => `${read(position).lastName} ${read(position).company}`,
    Type: position => pick(['Prospect', 'Customer - Direct', 'Other', null], draw(position, 30)),
    Industry: position => pick(industries, draw(position, 31)),
    Phone: position => read(position).phone,
    Website: position => (draw(position, 32) % 3 ? `https://company-${position}.example` : null),
    AccountNumber: position => `ACC-${100_000 + position}`,
    AnnualRevenue: position => (draw(position, 33) % 4 ? draw(position, 34) % 90_000_000 : null),
    NumberOfEmployees: position =>
      draw(position, 35) % 4 ? 1 + (draw(position, 36) % 5000) : null,
    BillingStreet: position => read(position).street,
    BillingCity: position => read(position).city,
    BillingPostalCode: position => read(position).postalCode,
    BillingCountry: position => read(position).country,
    External_Ref__c: position => `ACC-${100_000 + position}`,
  };
}
