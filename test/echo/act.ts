import type {Action} from './actions.js';
import {type Contact, type TwoSystems, toRecord} from './two-systems.js';
import type {TypedValues} from './typed-values.js';
import {asSaved, NAMES, type Name, type Values} from './values.js';

export interface World {
  systems: TwoSystems;
  typed: TypedValues;
}

/** Does in the real systems what a person does there, and remembers what was typed. */
export async function act(world: World, action: Action): Promise<void> {
  const {systems} = world;
  if (action.does === 'add contact') return addContacts(world, action);
  if (action.does === 'save user') return saveUser(world, action.email, action.values);
  if (action.does === 'delete user') {
    const user = pick(await systems.users(), action.which);
    if (user) await systems.deleteUser(user.id);
    return;
  }
  if (action.does === 'undelete contact') {
    const deleted = pick(await systems.deletedContacts(), action.which);
    if (deleted) await systems.undeleteContact(deleted.id);
    return;
  }
  const contacts = await systems.contacts();
  const contact = pick(contacts, action.which);
  if (contact) await actOn(world, action, {contact, contacts});
}

type OnContact = Exclude<
  Action,
  {does: 'add contact' | 'save user' | 'delete user' | 'undelete contact'}
>;

async function actOn(
  world: World,
  action: OnContact,
  {contact, contacts}: {contact: Contact; contacts: readonly Contact[]},
): Promise<void> {
  const {systems} = world;
  switch (action.does) {
    case 'change contact':
      return change(world, contact.id, action.values);
    case 'change email':
      return systems.updateContact(contact.id, {Email: action.email});
    case 'swap emails': {
      const other = pick(contacts, action.which + 1) ?? contact;
      await systems.updateContact(contact.id, {Email: other.email});
      return systems.updateContact(other.id, {Email: contact.email});
    }
    case 'clone contact':
      return systems.cloneContact(contact.id);
    case 'merge contacts': {
      const other = pick(contacts, action.other);
      if (other && other.id !== contact.id) await systems.mergeContacts(contact.id, other.id);
      return;
    }
    case 'delete contact':
      return systems.deleteContact(contact.id);
    case 'change both':
      await change(world, contact.id, action.contact);
      if (contact.email !== null) await saveUser(world, contact.email, action.user);
  }
}

async function addContacts(
  world: World,
  {email, values, twin}: Extract<Action, {does: 'add contact'}>,
): Promise<void> {
  for (const each of twin ? [values, twin] : [values]) {
    const id = await world.systems.createContact(toRecord(each, {Email: email}));
    world.typed.note('salesforce', id, saved(each));
  }
}

/** Edits a contact. */
export async function change({systems, typed}: World, id: string, values: Partial<Values>) {
  const was = (await systems.contacts()).find(each => each.id === id);
  await systems.updateContact(id, toRecord(values));
  typed.note('salesforce', id, changed(was?.values, saved(values)));
}

/** Edits a user, or adds one. */
export async function saveUser({systems, typed}: World, email: string, values: Partial<Values>) {
  const key = keyOf(email);
  const find = async () => (await systems.users()).find(each => keyOf(each.email) === key);
  const was = await find();
  await systems.saveUser(email, values);
  const user = await find();
  if (user) typed.note('cohort', user.id, changed(was?.values, values));
}

/** An address in the form in which addresses are compared. */
export function keyOf(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** What neither system can tell from untouched, the same value typed again, is no edit. */
function changed(was: Values | undefined, values: Partial<Values>): Partial<Values> {
  const entries = NAMES.filter(name => name in values && values[name] !== was?.[name]);
  return Object.fromEntries(entries.map((name: Name) => [name, values[name]]));
}

function saved(values: Partial<Values>): Partial<Values> {
  const entries = NAMES.filter(name => values[name] !== undefined);
  return Object.fromEntries(
    entries.map((name: Name) => [name, asSaved(values[name] ?? null, name)]),
  );
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % items.length];
}
