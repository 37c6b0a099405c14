import type {Contact, User} from './two-systems.js';

export interface Link {
  contact: Contact;
  user: User;
}

export interface Snapshot {
  contacts: readonly Contact[];
  users: readonly User[];
}

/**
 * Who represents whom: the contact that was linked before, while it exists; otherwise the one that the user names;
 * otherwise of the contacts that hold the user's id the oldest, for a copy is always newer.
 */
export function linksOf({contacts, users}: Snapshot, known: readonly Link[] = []): Link[] {
  const living = new Set(users.map(({id}) => id));
  return users.flatMap(user => {
    const pair = known.find(link => link.user.id === user.id);
    const linked = contacts.find(({id}) => id === pair?.contact.id);
    const named = contacts.find(
      ({id, userId}) => id === user.recordId && (userId === user.id || !living.has(userId ?? '')),
    );
    const holders = contacts.filter(({userId}) => userId === user.id);
    const contact = linked ?? named ?? holders.toSorted(compareAge)[0];
    return contact ? [{contact, user}] : [];
  });
}

function compareAge(left: Contact, right: Contact): number {
  if (left.created !== right.created) return left.created < right.created ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}
