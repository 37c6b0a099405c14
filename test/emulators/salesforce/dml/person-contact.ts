import {personFieldName} from '../objects/index.js';
import type {Org, Row, Table, Value} from '../org/index.js';
import {failed, type SaveResult} from './save-result.js';

/** Makes the contact behind a new person account. */
export function createPersonContact(org: Org, accounts: Table, position: number): void {
  const contacts = contactsBehind(org, accounts);
  if (!contacts || accounts.value(position, 'IsPersonAccount') !== true) return;
  const AccountId = accounts.idAt(position);
  const row = {...contactRow(contacts, name => accounts.value(position, name)), AccountId};
  const contact = contacts.insert({...row, IsPersonAccount: true});
  accounts.change(position, {PersonContactId: contacts.idAt(contact)});
}

/** Brings what was saved of a person account into its contact, or the other way round. */
export function mirrorPerson(org: Org, table: Table, position: number, saved: Row): void {
  const accounts = org.table('Account');
  const contacts = accounts && contactsBehind(org, accounts);
  if (!contacts || table.value(position, 'IsPersonAccount') !== true) return;
  if (table === accounts) {
    const behind = personContact(org, accounts, position);
    if (behind)
      contacts.change(
        behind.contact,
        contactRow(contacts, name => saved[name]),
      );
  } else if (table === contacts) {
    const account = accounts.positionOf(String(contacts.value(position, 'AccountId')));
    if (account !== undefined) accounts.change(account, accountRow(accounts, account, saved));
  }
}

/** The contact behind a person account, which goes where the account goes. */
export function personContact(
  org: Org,
  accounts: Table,
  position: number,
): {contacts: Table; contact: number} | undefined {
  if (accounts.type.name !== 'Account') return undefined;
  const contacts = contactsBehind(org, accounts);
  const contact = contacts?.positionOf(String(accounts.value(position, 'PersonContactId')));
  return contacts && contact !== undefined ? {contacts, contact} : undefined;
}

/** A person account is deleted as a whole: its contact cannot be deleted alone. */
export function refusePersonContact(table: Table, position: number): SaveResult | undefined {
  const {name} = table.type;
  if (name !== 'Contact' || table.value(position, 'IsPersonAccount') !== true) return undefined;
  const message = 'The contact of a person account cannot be deleted: delete the account';
  return failed('INVALID_PERSON_ACCOUNT_OPERATION', message);
}

const stampNames = [
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
];

function contactsBehind(org: Org, accounts: Table): Table | undefined {
  const contacts = org.table('Contact');
  return accounts.type.field('PersonContactId') && contacts;
}

function contactRow(contacts: Table, read: (name: string) => Value | undefined): Row {
  const row: Record<string, Value> = {};
  for (const {name, createable} of contacts.type.fields) {
    if (!createable && !stampNames.includes(name)) continue;
    const value = read(stampNames.includes(name) ? name : personFieldName(name));
    if (value !== undefined) row[name] = value;
  }
  return row;
}

function accountRow(accounts: Table, position: number, saved: Row): Row {
  const row: Record<string, Value> = {};
  for (const [name, value] of Object.entries(saved)) {
    const field = accounts.type.field(stampNames.includes(name) ? name : personFieldName(name));
    if (field) row[field.name] = value;
  }
  const parts = ['FirstName', 'LastName'].map(name => row[name] ?? accounts.value(position, name));
  return {...row, Name: parts.filter(Boolean).join(' ')};
}
