import {duplicateOf, emailKind, nameKind} from './kinds.js';
import {firstNames, lastNames, unusualNames} from './names.js';
import {places, streets} from './places.js';
import {mix, pick} from './random.js';

/** An invented person. Absent values are null; dates are `YYYY-MM-DD`. */
export interface Person {
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  mobilePhone: string | null;
  street: string;
  city: string;
  postalCode: string;
  country: string;
  birthdate: string | null;
  title: string | null;
  company: string;
  description: string | null;
}

const domains = ['example.com', 'example.org', 'example.net', 'mail.example.com', 'shop.example'];
const invalidEmails = [
  'not-an-email',
  'a@b@c',
  'someone@',
  '@example.com',
  'two words@example.com',
];
const titles = ['Buyer', 'Manager', 'Director', 'Engineer', 'Assistant', 'Owner'];
const companies = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Hooli', 'Stark', 'Wayne', 'Wonka'];
const suffixes = ['Ltd', 'GmbH', 'Inc.', 'S.A.', 'B.V.'];
const texts = [
  'Said "call me later", then hung up',
  'Prefers email, not phone; lives at no. 5, second floor',
  'First line\nsecond line, with a comma\n"third" line',
  'Tab\there and a trailing backslash \\',
  'Met at the fair.\r\nWants the new catalogue.',
];

/**
 * The person at `index` of the endless list that `seed` names: a pure function of the two.
 * @param seed any 32-bit integer
 * @param index from 0; `emailKind` and `nameKind` tell what is odd about it
 */
export function person(seed: number, index: number): Person {
  const place = pick(places, mix(seed, index, 3));
  const number = mix(seed, index, 4);
  const [firstName, lastName] = nameOf(seed, index);
  return {
    firstName,
    lastName,
    email: emailOf(seed, index),
    phone: number % 10 === 0 ? null : `${place[3]} ${digits(number >>> 4)}`,
    mobilePhone: number % 3 === 0 ? `+44 7700 ${digits(number >>> 5)}` : null,
    street: `${pick(streets, number >>> 7)} ${1 + (number % 199)}`,
    city: place[0],
    postalCode: `${place[1]}${String((number >>> 9) % 1000).padStart(3, '0')}`,
    country: place[2],
    birthdate: number % 5 === 0 ? null : birthdate(mix(seed, index, 5)),
    title: number % 4 === 0 ? null : pick(titles, number >>> 11),
    company: `${pick(companies, number >>> 13)} ${pick(suffixes, number >>> 17)}`,
    description: descriptionOf(seed, index),
  };
}

function nameOf(seed: number, index: number): readonly [string, string, string?] {
  const kind = nameKind(index);
  if (kind !== 'plain') return pick(unusualNames[kind], mix(seed, index, 1));
  return [pick(firstNames, mix(seed, index, 1)), pick(lastNames, mix(seed, index, 2))];
}

function emailOf(seed: number, index: number): string | null {
  const kind = emailKind(index);
  if (kind === 'plain') return addressOf(seed, index);
  if (kind === 'upper') return capitalise(addressOf(seed, index));
  if (kind === 'blanks') return ` ${addressOf(seed, index)}  `;
  if (kind === 'invalid') return pick(invalidEmails, mix(seed, index, 6));
  if (kind === 'none') return null;
  const original = addressOf(seed, duplicateOf(index) ?? index);
  return kind === 'duplicate' ? original : original.toUpperCase();
}

// The index makes the address the only one of its kind.
function addressOf(seed: number, index: number): string {
  const [first, last, written] = nameOf(seed, index);
  const name = written ?? `${first}.${last}`.toLowerCase();
  return `${name}.${index.toString(36)}@${pick(domains, mix(seed, index, 7))}`;
}

function capitalise(address: string): string {
  return address.replace(/(^|[.@])([a-z])/g, (_, before: string, letter: string) => {
    return before + letter.toUpperCase();
  });
}

function digits(number: number): string {
  return String(1_000_000 + (number % 9_000_000));
}

function birthdate(number: number): string {
  const month = String(1 + ((number >>> 8) % 12)).padStart(2, '0');
  const day = String(1 + ((number >>> 12) % 28)).padStart(2, '0');
  return `${1940 + (number % 66)}-${month}-${day}`;
}

function descriptionOf(seed: number, index: number): string | null {
  const number = mix(seed, index, 8);
  if (index % 40 === 21) return pick(texts, number);
  return number % 6 === 0 ? `Customer since ${2005 + (number % 20)}` : null;
}
