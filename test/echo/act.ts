import type {Action} from './actions.js';
import {asSaved, type Contact, type Model, NOBODY, type User, type Values} from './model.js';
import {type TwoSystems, toRecord} from './two-systems.js';

interface World {
  systems: TwoSystems;
  model: Model;
}

/** Does something in the real system and in the model of it. */
export async function act(world: World, action: Action): Promise<void> {
  if (action.does === 'add contact') {
    await addContact(world, action);
    if (action.twin) await addContact(world, {email: action.email, values: action.twin});
    return;
  }
  if (action.does === 'save user') return saveUser(world, action.email, action.values);
  const contact = pick([...world.model.contacts.values()], action.which);
  if (!contact) return;
  switch (action.does) {
    case 'change contact':
      return change(world, contact, {values: action.values});
    case 'change email':
      return change(world, contact, {email: action.email});
    case 'set user id': {
      const user =
        action.user === null ? undefined : pick([...world.model.users.values()], action.user);
      return change(world, contact, {userId: user?.id ?? null});
    }
    case 'delete contact':
      await world.systems.deleteContact(contact.id);
      return world.model.deleteContact(contact.id);
    case 'change both':
      await change(world, contact, {values: action.contact});
      if (contact.email !== null) await saveUser(world, contact.email, action.user);
  }
}

async function addContact(
  {systems, model}: World,
  {email, values}: {email: string | null; values: Partial<Values>},
): Promise<void> {
  const id = await systems.createContact(toRecord(values, {email}));
  const saved = {...NOBODY, newsletter: false, ...asSaved(values)};
  model.saveContact({id, email, userId: null, values: saved, created: '', modified: ''});
}

async function change(
  {systems, model}: World,
  contact: Contact,
  {values = {}, ...more}: {values?: Partial<Values>; email?: string | null; userId?: string | null},
): Promise<void> {
  await systems.updateContact(contact.id, toRecord(values, more));
  model.saveContact({...contact, ...more, values: {...contact.values, ...asSaved(values)}});
}

async function saveUser(
  {systems, model}: World,
  email: string,
  values: Partial<Values>,
): Promise<void> {
  await systems.saveUser(email, values);
  model.saveUser(email, values);
  // A contact may be given this user's id next.
  model.adopt([], await systems.users());
}

function pick<Item extends Contact | User>(
  items: readonly Item[],
  which: number,
): Item | undefined {
  return items[which % items.length];
}
