import type {User} from './cohort-side.js';
import type {Contact} from './salesforce-side.js';

/** What a run must report, as far as the data alone decides it. */
export interface Expected {
  read?: number;
  created?: number;
  updated?: number;
  rejected?: number;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** An address as both systems compare it; undefined when it is none. */
export function emailKey(email: string | null): string | undefined {
  const key = (email ?? '').trim().normalize('NFC').toLowerCase();
  return EMAIL.test(key) ? key : undefined;
}

function emailKeys(holders: ReadonlyArray<{email: string | null}>): Set<string> {
  return new Set(holders.map(({email}) => emailKey(email)).filter(key => key !== undefined));
}

/** A first import: each address that Cohort does not know becomes a user; deleted contacts become nobody. */
export function expectedImport(
  contacts: readonly Contact[],
  users: readonly User[],
  deleted: readonly Contact[] = [],
): Expected {
  const known = emailKeys(users);
  const wanted = emailKeys(contacts.map(({Email}) => ({email: Email})));
  return {
    read: contacts.length + deleted.length,
    created: [...wanted].filter(key => !known.has(key)).length,
    rejected: contacts.filter(({Email}) => emailKey(Email) === undefined).length,
  };
}

/** A first export: every user finds its contact and leaves its id there, or becomes a contact. */
export function expectedExport(contacts: readonly Contact[], users: readonly User[]): Expected {
  const known = emailKeys(contacts.map(({Email}) => ({email: Email})));
  const matched = users.filter(({email}) => known.has(emailKey(email) ?? ''));
  return {
    read: users.length,
    created: users.length - matched.length,
    updated: matched.length,
    rejected: 0,
  };
}

/** Of several contacts with one address the one that was created last represents the user. */
export function newestByEmail(contacts: readonly Contact[]): Map<string, Contact> {
  return lastByEmail(contacts, ({CreatedDate}) => CreatedDate);
}

/** Of several contacts with one address the one that changed last wins in a table. */
export function lastChangedByEmail(contacts: readonly Contact[]): Map<string, Contact> {
  return lastByEmail(contacts, ({SystemModstamp}) => SystemModstamp);
}

/** What Cohort must hold after a first import: a name that both sides have and know no history of stays. */
export function firstNamesAfterImport(
  contacts: readonly Contact[],
  users: readonly User[],
): Map<string | undefined, string | null> {
  const names = new Map(users.map(user => [emailKey(user.email), user.firstName]));
  for (const [key, {FirstName}] of newestByEmail(contacts)) {
    names.set(key, names.get(key) ?? FirstName);
  }
  return names;
}

/** What Cohort must hold after the first pull of a table: an empty value replaces none. */
export function firstNamesAfterPull(
  contacts: readonly Contact[],
  users: readonly User[],
): Map<string | undefined, string | null> {
  const names = new Map(users.map(user => [emailKey(user.email), user.firstName]));
  for (const [key, {FirstName}] of lastChangedByEmail(contacts)) {
    names.set(key, FirstName ?? names.get(key) ?? null);
  }
  return names;
}

function lastByEmail(
  contacts: readonly Contact[],
  timeOf: (contact: Contact) => string,
): Map<string, Contact> {
  const last = new Map<string, Contact>();
  const rankOf = (contact: Contact) => `${timeOf(contact)} ${contact.Id}`;
  for (const contact of contacts) {
    const key = emailKey(contact.Email);
    const other = key && last.get(key);
    if (key && (!other || rankOf(contact) > rankOf(other))) last.set(key, contact);
  }
  return last;
}
