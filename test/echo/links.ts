import type {Contact, User} from './two-systems.js';

export interface Link {
  contact: Contact;
  user: User;
}

export interface Snapshot {
  contacts: readonly Contact[];
  users: readonly User[];
}

/** Who represents whom: of the contacts that hold a user's id the oldest, for a copy is always newer. */
export function linksOf({contacts, users}: Snapshot): Link[] {
  return users.flatMap(user => {
    const holders = contacts.filter(({userId}) => userId === user.id);
    const [contact] = holders.toSorted((a, b) => compareAge(a, b));
    return contact ? [{contact, user}] : [];
  });
}

function compareAge(left: Contact, right: Contact): number {
  if (left.created !== right.created) return left.created < right.created ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}
