import {person} from '../../people/index.js';
import type {Org, Reader} from '../org/index.js';
import {mix, pick} from './mix.js';
import {auditFields, stampReader} from './stamps.js';

const statuses = ['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted'];

/** Leads: other people than the contacts. */
export function leadFields(org: Org): Record<string, Reader> {
  const {seed, leads} = org.options;
  const read = (position: number) => person(seed + 104_729, position);
  return {
    ...auditFields(org, stampReader(org, leads, 3)),
    FirstName: position => read(position).firstName,
    LastName: position => read(position).lastName,
    Company: position => read(position).company,
    Email: position => read(position).email,
    Phone: position => read(position).phone,
    Title: position => read(position).title,
    City: position => read(position).city,
    Country: position => read(position).country,
    Status: position => pick(statuses, mix(seed, position, 40)),
    LeadSource: position => pick(['Web', 'Other', null], mix(seed, position, 41)),
  };
}
