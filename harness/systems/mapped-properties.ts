import {toReferenceId} from '@cohort-salesforce/spec';
import type {Connection, Export, Import} from '../generated/types.js';

/** A field and a property that the connection maps to each other, in either direction or both. */
export interface MappedProperty {
  field: string;
  /** The import may call a property by its name. */
  property: string;
  flow: 'both' | 'import' | 'export';
}

export function mappedProperties(connection: Connection): MappedProperty[] {
  const {import: imported, export: exported} = connection;
  const both = twoWayOf(connection);
  const isBoth = (field: string) => both.some(one => one.field === field);
  const incoming = Object.entries(toMapping(imported.fields)).map(([field, property]) => {
    return {field, property, flow: isBoth(field) ? 'both' : 'import'} as const;
  });
  const outgoing = Object.entries(toFields(exported?.properties)).map(([property, field]) => {
    return {field, property, flow: 'export'} as const;
  });
  return [...incoming, ...outgoing.filter(({field}) => !isBoth(field))];
}

/** What Cohort calls a property that the import may call by its name: "Loyalty Tier" is loyalty_tier. */
export function findProperty(wanted: string, names: readonly string[]): string | undefined {
  if (names.includes(wanted)) return wanted;
  return names.find(name => isSameProperty(name, wanted));
}

/** A property that both directions sync, by its names in the export. */
export interface TwoWay {
  field: string;
  property: string;
}

/** What both directions sync. */
export function twoWayOf({import: {fields}, export: exported}: Connection): TwoWay[] {
  if (!exported?.enabled) return [];
  const imported = toMapping(fields);
  return Object.entries(toFields(exported.properties)).flatMap(([property, field]) => {
    const target = Object.hasOwn(imported, field) ? imported[field] : undefined;
    return target !== undefined && isSameProperty(target, property) ? [{field, property}] : [];
  });
}

/** Of these, what the connection says about who wins. */
export function winsOf(connection: Connection): (TwoWay & {wins: string})[] {
  const {fields = {}} = connection.import;
  return twoWayOf(connection).flatMap(({field, property}) => {
    const to = Array.isArray(fields) ? undefined : fields[field];
    const wins = typeof to === 'object' ? to.wins : undefined;
    return wins === undefined ? [] : [{field, property, wins}];
  });
}

// The import may call a property by its name, of which Cohort makes the reference id: "Loyalty Tier", loyalty_tier.
function isSameProperty(one: string, other: string): boolean {
  return one === other || toReferenceId(one) === toReferenceId(other);
}

/** `export.properties` as a map, from property to field. */
export function toFields(properties: Export['properties'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([property, to]) => [
      property,
      typeof to === 'string' ? to : to.field,
    ]),
  );
}

/** `import.fields` as a map, from field to property. */
export function toMapping(fields: Import['fields'] = {}): Record<string, string> {
  if (Array.isArray(fields)) return Object.fromEntries(fields.map(field => [field, field]));
  return Object.fromEntries(
    Object.entries(fields).map(([field, to]) => [field, typeof to === 'string' ? to : to.property]),
  );
}
