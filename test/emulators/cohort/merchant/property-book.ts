import {invalid} from '../api-error.js';
import type {RowIds} from './row-ids.js';

export const propertyTypes = ['text', 'number', 'boolean', 'date'] as const;
export type PropertyType = (typeof propertyTypes)[number];
export type Value = string | number | boolean | null;

export interface Property {
  readonly id: string;
  name: string;
  referenceId: string;
  readonly type: PropertyType;
  /** The value of each user, by the user's row. */
  readonly column: Value[];
}

/** Names that a property's reference id may not take: those of the user's own fields. */
const reservedNames: readonly string[] = [
  'id',
  'email',
  'firstName',
  'lastName',
  'lang',
  'createdAt',
  'updatedAt',
  'properties',
  '__proto__',
];

/** The custom user properties of a merchant. */
export class PropertyBook {
  readonly #properties: Property[] = [];
  readonly #byReference = new Map<string, Property>();
  // Kept in the list, whose length makes the next id.
  readonly #isRemoved = new Set<Property>();
  readonly #ids: RowIds;

  constructor(ids: RowIds) {
    this.#ids = ids;
  }

  get all(): readonly Property[] {
    if (this.#isRemoved.size === 0) return this.#properties;
    return this.#properties.filter(property => !this.#isRemoved.has(property));
  }

  byReference(referenceId: string): Property | undefined {
    return this.#byReference.get(referenceId);
  }

  byId(id: string): Property | undefined {
    return this.all.find(property => property.id === id);
  }

  /** Deletes a property and what users have in it. */
  remove(property: Property): void {
    this.#byReference.delete(property.referenceId);
    this.#isRemoved.add(property);
  }

  /** @param rows how many users there are; each gets null */
  create(
    name: string,
    type: PropertyType,
    options: {referenceId?: string; rows: number},
  ): Property {
    const referenceId = options.referenceId ?? derive(name);
    this.#claim(referenceId);
    const id = this.#ids.idOf(this.#properties.length);
    const column = new Array<Value>(options.rows).fill(null);
    const property: Property = {id, name, referenceId, type, column};
    this.#properties.push(property);
    this.#byReference.set(referenceId, property);
    return property;
  }

  rename(property: Property, change: {name?: string; referenceId?: string}): void {
    const {name, referenceId = property.referenceId} = change;
    if (referenceId !== property.referenceId) this.#claim(referenceId);
    this.#byReference.delete(property.referenceId);
    this.#byReference.set(referenceId, property);
    property.referenceId = referenceId;
    property.name = name ?? property.name;
  }

  #claim(referenceId: string): void {
    const isTaken = this.byReference(referenceId) || reservedNames.includes(referenceId);
    if (isTaken)
      throw invalid(`Reference id ${referenceId} is taken`, 'user-properties.reference-id-taken');
  }
}

function derive(name: string): string {
  const derived = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  if (derived) return derived.slice(0, 255);
  throw invalid('No reference id can be derived from the name: parameter referenceId not provided');
}
