import {adaptLanguage, adaptValue} from './adapt-value.js';
import {isEmail} from './email.js';
import type {Merchant} from './merchant.js';
import type {PropertyType, Value} from './property-book.js';
import {type CoreField, coreFields} from './user-table.js';

/** One user to write, as it is in the request. */
export type Item = Record<string, unknown>;

/** What an item asks for, once it is known to be right. Empty strings are left out: they are skipped. */
export interface Wish {
  /** Which user to update; found by email when absent. */
  id?: string;
  email?: string;
  cells: Cell[];
}

/** What one user's place in a column shall hold. */
interface Cell {
  column: Value[];
  value: Value;
}

/** Why an item cannot be written. Never holds a value in full. */
export class ItemError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Turns an item into what it asks for, or throws an ItemError. */
export function checkItem(item: Item, merchant: Merchant): Wish {
  const {id, rest} = takeId(item, merchant);
  const {email, properties = {}, ...core} = rest;
  if (id === undefined || email !== undefined) checkEmail(email);
  if (!isObject(properties))
    throw new ItemError('users.invalid-value', 'properties is not an object');
  const cells: Cell[] = [];
  checkCore(core, merchant, cells);
  checkValues(properties, merchant, cells);
  return {...(id !== undefined && {id}), ...(typeof email === 'string' && {email}), cells};
}

function takeId({id, ...rest}: Item, {behavior}: Merchant): {id?: string; rest: Item} {
  if (id === undefined || !behavior.usersById)
    return {rest: id === undefined ? rest : {id, ...rest}};
  if (typeof id === 'string') return {id, rest};
  throw new ItemError('users.invalid-value', 'id must be text');
}

function checkEmail(email: unknown): void {
  if (typeof email === 'string' && isEmail(email)) return;
  throw new ItemError('users.invalid-email', 'email is not a valid address');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkCore(core: Item, {users, behavior}: Merchant, cells: Cell[]): void {
  for (const [name, given] of Object.entries(core)) {
    const field = coreFields.find(known => known === name);
    if (!field) throw new ItemError('users.unknown-field', `field ${cut(name)} does not exist`);
    const value = behavior.adaptsValues && field === 'lang' ? adaptLanguage(given) : given;
    if (!fitsCore(field, value))
      throw new ItemError('users.invalid-value', `${field} must be ${wantedCore(field)}`);
    if (value !== '') cells.push({column: users.core[field], value});
  }
}

function fitsCore(field: CoreField, value: unknown): value is string | null {
  if (value === null || value === '') return true;
  if (typeof value !== 'string') return false;
  return field === 'lang' ? /^[a-z]{2}$/.test(value) : isWithin(value, 255);
}

function wantedCore(field: CoreField): string {
  return field === 'lang' ? 'two lower-case letters' : 'text of at most 255 characters';
}

function checkValues(properties: Item, merchant: Merchant, cells: Cell[]): void {
  for (const [referenceId, given] of Object.entries(properties)) {
    const property = merchant.properties.byReference(referenceId);
    if (!property)
      throw new ItemError('users.unknown-property', `property ${cut(referenceId)} does not exist`);
    const value = merchant.behavior.adaptsValues ? adaptValue(property.type, given) : given;
    if (!fits(property.type, value))
      throw new ItemError(
        'users.invalid-value',
        `property ${referenceId} is of type ${property.type}: ${wanted[property.type]}, found ${kindOf(value)}`,
      );
    if (value !== '') cells.push({column: property.column, value});
  }
}

const wanted: Record<PropertyType, string> = {
  text: 'expected text of at most 32768 characters',
  number: 'expected a finite number',
  boolean: 'expected true or false',
  date: 'expected a calendar date YYYY-MM-DD',
};

function fits(type: PropertyType, value: unknown): value is Value {
  if (value === null || value === '') return true;
  if (type === 'number') return Number.isFinite(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  return type === 'date' ? isDate(value) : isWithin(value, 32_768);
}

const daysOf = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8)].map(Number);
  if (!year || !month || !day || day > (daysOf[month - 1] ?? 0)) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return isLeap || month !== 2 || day !== 29;
}

// Characters are code points: an emoji is one, though JavaScript counts two.
function isWithin(text: string, characters: number): boolean {
  return text.length <= characters || [...text].length <= characters;
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return `text of ${value.length} characters`;
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}

function cut(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}
