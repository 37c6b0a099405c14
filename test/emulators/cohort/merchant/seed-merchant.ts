import {type Person, person} from '../../people/index.js';
import {isEmail} from './email.js';
import type {Merchant} from './merchant.js';
import type {Value} from './property-book.js';
import {mix} from './row-ids.js';
import {seededHappenings, seedGroups} from './seed-groups.js';

/** The invented past ends here, whatever today is: the same seed gives the same data for ever. */
const seedEnd = Date.UTC(2026, 0, 1);
const seedStart = Date.UTC(2024, 0, 1);
/** So many users in a row were changed at the same moment, as by one import. */
const together = 3;

const languages: Record<string, string> = {
  Germany: 'de',
  Switzerland: 'de',
  Austria: 'de',
  France: 'fr',
  Spain: 'es',
  Italy: 'it',
  'United Kingdom': 'en',
  'United States': 'en',
  Poland: 'pl',
};
const tiers = ['Bronze', 'Silver', 'Bronze', null, 'Gold', 'Bronze', 'Silver', null, 'Platinum'];

/** Fills a merchant with properties, users, lists, segments and events. */
export function seedMerchant(merchant: Merchant, seed: number, users: number): void {
  seedProperties(merchant);
  const groups = seedGroups(merchant, seed, seedStart);
  const people = distinctPeople(merchant, seed);
  for (let first = 0; first < users; first += together) {
    const count = Math.min(together, users - first);
    const rows = Array.from({length: count}, () => seedUser(merchant, seed, people.next().value));
    const share = (first + 1) / (users + 1);
    const stamp = merchant.nextStamp(seedStart + Math.floor(share * (seedEnd - seedStart)));
    merchant.users.commit(rows, stamp);
    for (const row of rows) backdate(merchant, seed, row);
    for (const row of rows) groups.enlist(row);
    merchant.events.append(seededHappenings(merchant, rows), stamp);
  }
}

function seedProperties({properties}: Merchant): void {
  properties.create('Loyalty points', 'number', {rows: 0});
  properties.create('Loyalty tier', 'text', {rows: 0});
  properties.create('Birthday', 'date', {rows: 0});
  properties.create('Newsletter', 'boolean', {rows: 0});
  properties.create('Favourite store', 'text', {rows: 0});
}

type Customer = Person & {email: string};

// Every second user is a person of the same seed elsewhere, so that two emulators share customers.
function* distinctPeople({users}: Merchant, seed: number): Generator<Customer, never> {
  const next: [number, number] = [0, 1_000_000_001];
  for (let turn: 0 | 1 = 0; ; turn = turn === 0 ? 1 : 0) {
    let found: Person;
    do {
      found = person(seed, next[turn]);
      next[turn] += 2;
    } while (!isNew(found, users));
    yield found;
  }
}

function isNew(found: Person, users: Merchant['users']): found is Customer {
  const {email} = found;
  return email !== null && isEmail(email) && users.rowOfEmail(email) === undefined;
}

function seedUser(merchant: Merchant, seed: number, who: Customer): number {
  const {users, properties} = merchant;
  const row = users.add(who.email);
  const chance = mix(row, seed);
  users.core.firstName[row] = chance % 50 === 0 ? null : who.firstName;
  users.core.lastName[row] = who.lastName;
  users.core.lang[row] = chance % 6 === 0 ? null : (languages[who.country] ?? null);
  for (const [referenceId, value] of valuesOf(who, chance)) {
    const column = properties.byReference(referenceId)?.column;
    if (column) column[row] = value;
  }
  return row;
}

function valuesOf(who: Person, chance: number): [string, Value][] {
  return [
    // What Salesforce would round or fill in comes back changed: these come back as they were.
    ['loyalty_points', chance % 10 === 0 ? null : (chance >>> 3) % 20_000],
    ['loyalty_tier', tiers[(chance >>> 5) % tiers.length] ?? null],
    ['birthday', who.birthdate],
    ['newsletter', chance % 2 === 0],
    ['favourite_store', chance % 4 === 0 ? null : who.city],
  ];
}

function backdate({users}: Merchant, seed: number, row: number): void {
  const share = mix(row, seed + 1) / 0x1_0000_0000;
  users.backdate(row, Math.floor(seedStart + share * (users.updatedAt(row) - seedStart)));
}
