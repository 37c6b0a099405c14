/** What both systems know of a person, under the names of the Cohort properties. */
export interface Values {
  firstName: string | null;
  lastName: string | null;
  city: string | null;
  loyalty_points: number | null;
  newsletter: boolean | null;
  loyalty_tier: string | null;
}

export interface Contact {
  id: string;
  email: string | null;
  userId: string | null;
  values: Values;
  created: string;
  modified: string;
}

export interface User {
  id: string;
  email: string;
  values: Values;
}

/** What one direction of a sync does, in numbers. */
export interface Tally {
  created: number;
  updated: number;
  rejected: number;
}

export const NOBODY: Values = {
  firstName: null,
  lastName: null,
  city: null,
  loyalty_points: null,
  newsletter: null,
  loyalty_tier: null,
};

const IMPORTED = ['firstName', 'lastName', 'city', 'loyalty_points', 'newsletter'] as const;
const EXPORTED = ['firstName', 'lastName', 'loyalty_points', 'newsletter', 'loyalty_tier'] as const;
export const TIERS: readonly string[] = ['Bronze', 'Silver', 'Gold', 'Platinum'];

/**
 * Both systems in two maps, and the rules of a sync on them: what is moved, whom it meets and what it
 * changes, as the documentation says it and with none of the connectors' code.
 */
export class Model {
  readonly contacts = new Map<string, Contact>();
  /** By email in the form in which emails are compared. */
  readonly users = new Map<string, User>();
  /** Contacts changed since an import has seen them, users since an export has. */
  readonly changedContacts = new Set<string>();
  readonly changedUsers = new Set<string>();

  /** Import, export, and once more import when the export has written something. */
  sync(): Record<string, Tally> {
    const moved = {import: this.#import(), export: this.#export()};
    if (isQuiet(moved.export)) return moved;
    const settle = this.#import();
    return isQuiet(settle) ? moved : {...moved, settle};
  }

  saveContact(contact: Contact): void {
    this.contacts.set(contact.id, contact);
    this.changedContacts.add(contact.id);
  }

  deleteContact(id: string): void {
    this.contacts.delete(id);
    this.changedContacts.delete(id);
  }

  /** Says whether the user is new or other than before: only then does Cohort stamp a change. */
  saveUser(email: string, values: Partial<Values>): keyof Tally | undefined {
    const key = keyOf(email);
    const before = this.users.get(key);
    const after = {...(before?.values ?? NOBODY), ...values};
    if (before && isSame(before.values, after)) return undefined;
    this.users.set(key, {
      id: before?.id ?? `new ${key}`,
      email: before?.email ?? email,
      values: after,
    });
    this.changedUsers.add(key);
    return before ? 'updated' : 'created';
  }

  /**
   * Takes over what only the systems can say: ids of new users and contacts, and when a contact was
   * made and changed.
   */
  adopt(contacts: readonly Contact[], users: readonly User[]): void {
    const ids = new Map(users.map(({id, email}) => [`new ${keyOf(email)}`, id]));
    for (const user of this.users.values()) user.id = ids.get(user.id) ?? user.id;
    for (const contact of [...this.contacts.values()]) {
      contact.userId = ids.get(contact.userId ?? '') ?? contact.userId;
      if (contact.id.startsWith('new ')) this.#adoptNew(contact, contacts);
    }
    for (const {id, created, modified} of contacts) {
      Object.assign(this.contacts.get(id) ?? {}, {created, modified});
    }
  }

  #adoptNew(contact: Contact, contacts: readonly Contact[]): void {
    const found = contacts.find(
      ({id, userId}) => userId === contact.userId && !this.contacts.has(id),
    );
    if (!found) return;
    this.contacts.delete(contact.id);
    this.contacts.set(found.id, {...contact, id: found.id});
    if (this.changedContacts.delete(contact.id)) this.changedContacts.add(found.id);
  }

  #import(): Tally {
    const tally = {created: 0, updated: 0, rejected: 0};
    for (const group of this.#changedByEmail()) {
      const newest = group.at(-1);
      if (!newest?.email) tally.rejected += group.length;
      else count(tally, this.saveUser(newest.email.trim(), merge(group)));
    }
    this.changedContacts.clear();
    return tally;
  }

  /** Changed contacts that share an email, the one modified last at the end. */
  #changedByEmail(): Contact[][] {
    const groups = new Map<string, Contact[]>();
    for (const id of this.changedContacts) {
      const contact = this.contacts.get(id);
      if (!contact) continue;
      const key = keyOf(contact.email ?? '');
      groups.set(key, [...(groups.get(key) ?? []), contact]);
    }
    return [...groups.values()].map(group =>
      group.sort((a, b) => compare(a.modified, b.modified) || compare(a.id, b.id)),
    );
  }

  #export(): Tally {
    const tally = {created: 0, updated: 0, rejected: 0};
    const moving = [...this.changedUsers].flatMap(key => this.users.get(key) ?? []);
    this.changedUsers.clear();
    const accepted = moving.filter(({values}) => TIERS.includes(values.loyalty_tier ?? 'Gold'));
    tally.rejected += moving.length - accepted.length;
    const ids = new Set(accepted.map(({id}) => id));
    // All of them look before any of them writes.
    const before = structuredClone([...this.contacts.values()]);
    for (const user of accepted) count(tally, this.#exportOne(user, before, ids));
    return tally;
  }

  #exportOne(user: User, contacts: readonly Contact[], ids: ReadonlySet<string>) {
    const own = contacts.filter(({userId}) => userId === user.id);
    const alike = contacts.filter(
      ({email}) => email !== null && keyOf(email) === keyOf(user.email),
    );
    const free = alike.filter(({userId}) => userId === null);
    const [chosen] = (own.length > 0 ? own : free).sort(byAge);
    if (chosen) return this.#update(chosen, user);
    // One that another user holds who comes along with his own email is no longer this email's.
    if (alike.some(({userId}) => userId !== null && !ids.has(userId))) return 'rejected';
    return this.#create(user);
  }

  #update(contact: Contact, user: User): keyof Tally | undefined {
    const values = {...contact.values, ...toSalesforce(user.values)};
    const isHis = contact.userId === user.id && keyOf(contact.email ?? '') === keyOf(user.email);
    if (isHis && isSame(values, contact.values)) return undefined;
    const email = keyOf(contact.email ?? '') === keyOf(user.email) ? contact.email : user.email;
    this.saveContact({...contact, userId: user.id, email, values});
    return 'updated';
  }

  #create(user: User): keyof Tally {
    const values = {
      ...NOBODY,
      lastName: 'Unknown',
      newsletter: false,
      ...toSalesforce(user.values),
    };
    const {id, email} = user;
    this.saveContact({id: `new ${id}`, email, userId: id, values, created: '', modified: ''});
    return 'created';
  }
}

/** Whether nothing was written. */
export function isQuiet({created, updated}: Tally): boolean {
  return created + updated === 0;
}

export function keyOf(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** A value as Salesforce keeps it. */
export function asSaved(values: Partial<Values>): Partial<Values> {
  return mapValues(values, (value, key) => {
    if (typeof value === 'string') return value.trim() || null;
    if (typeof value === 'number') return Math.round(value);
    return key === 'newsletter' ? (value ?? false) : value;
  });
}

// What is empty says nothing.
function toSalesforce(values: Values): Partial<Values> {
  return onlyFilled(asSaved(onlyFilled(pick(values, EXPORTED))));
}

/** Each value from the contact modified last that has one. */
function merge(group: readonly Contact[]): Partial<Values> {
  return Object.assign({}, ...group.map(({values}) => onlyFilled(pick(values, IMPORTED))));
}

function pick(values: Values, names: readonly (keyof Values)[]): Partial<Values> {
  return Object.fromEntries(names.map(name => [name, values[name]]));
}

function onlyFilled(values: Partial<Values>): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== ''),
  );
}

function mapValues(
  values: Partial<Values>,
  map: (value: Values[keyof Values], key: string) => Values[keyof Values],
): Partial<Values> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}

function byAge(a: Contact, b: Contact): number {
  return compare(a.created, b.created) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function isSame(a: Values, b: Values): boolean {
  return Object.keys(NOBODY).every(name => a[name as keyof Values] === b[name as keyof Values]);
}

function count(tally: Tally, verdict: keyof Tally | undefined): void {
  if (verdict) tally[verdict] += 1;
}
