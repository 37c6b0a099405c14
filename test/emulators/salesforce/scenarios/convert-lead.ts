import {stamps} from '../dml/index.js';
import type {Org, Row, Table, Value} from '../org/index.js';
import {findRecord} from './find-record.js';
import {ScenarioError} from './scenario-error.js';
import {setupSession} from './setup-session.js';

interface Conversion {
  lead: string;
  /** An account or a contact that is there already; what is empty in it is filled. */
  account?: string;
  contact?: string;
  /** Custom fields of leads, and the contact's fields that they are mapped to. */
  fields?: Record<string, string>;
}

interface Converted {
  leadId: string;
  accountId: string;
  contactId: string;
}

/** Converts a lead into an account and a contact; from then on the lead cannot be changed. */
export function convertLead(org: Org, conversion: Conversion): Converted {
  const {table, position} = findRecord(org, conversion.lead);
  if (table.type.name !== 'Lead' || table.isDeleted(position))
    throw new ScenarioError(`${conversion.lead} is no lead`);
  if (table.value(position, 'IsConverted') === true)
    throw new ScenarioError(`${conversion.lead} is converted already`);
  const read = (field: string) => table.value(position, field);
  const accountId = fill(org, 'Account', conversion.account, mapped(accountFields, read));
  const contactId = fill(org, 'Contact', conversion.contact, {
    ...mapped({...contactFields, ...conversion.fields}, read),
    AccountId: accountId,
  });
  close(org, table, {position, accountId, contactId});
  return {leadId: table.idAt(position), accountId, contactId};
}

const addressParts = ['Street', 'City', 'State', 'PostalCode', 'Country'];

const accountFields: Record<string, string> = {
  Company: 'Name',
  Phone: 'Phone',
  Website: 'Website',
  Industry: 'Industry',
  NumberOfEmployees: 'NumberOfEmployees',
  AnnualRevenue: 'AnnualRevenue',
  ...Object.fromEntries(addressParts.map(part => [part, `Billing${part}`])),
};

const contactFields: Record<string, string> = {
  Salutation: 'Salutation',
  FirstName: 'FirstName',
  LastName: 'LastName',
  Email: 'Email',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Fax: 'Fax',
  Title: 'Title',
  LeadSource: 'LeadSource',
  Description: 'Description',
  ...Object.fromEntries(addressParts.map(part => [part, `Mailing${part}`])),
};

function mapped(names: Record<string, string>, read: (field: string) => Value): Row {
  return Object.fromEntries(Object.entries(names).map(([from, to]) => [to, read(from)]));
}

function fill(org: Org, object: string, id: string | undefined, row: Row): string {
  const table = org.table(object);
  if (!table) throw new ScenarioError(`the org has no ${object}`);
  const {type} = table;
  const session = setupSession(org);
  if (id === undefined) return table.idAt(table.insert({...stamps(session, type, true), ...row}));
  const position = findRecord(org, id).position;
  const empty = Object.entries(row).filter(([name]) => table.value(position, name) === null);
  table.change(position, {...Object.fromEntries(empty), ...stamps(session, type, false)});
  return table.idAt(position);
}

function close(
  org: Org,
  leads: Table,
  {position, accountId, contactId}: {position: number; accountId: string; contactId: string},
): void {
  leads.change(position, {
    ...stamps(setupSession(org), leads.type, false),
    IsConverted: true,
    Status: 'Closed - Converted',
    ConvertedDate: new Date(org.stamp()).toISOString().slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    IsUnreadByOwner: false,
  });
  const members = org.table('CampaignMember');
  for (const member of members?.find('LeadId', leads.idAt(position)) ?? [])
    members?.change(member, {ContactId: contactId});
}
