import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Reader, Value} from '../org/index.js';
import {isoText} from './iso-text.js';

/** `2011-07-07T00:37:00.000+0000`, as the REST API writes a datetime: in whole seconds. */
export function restDateTime(time: number): string {
  return isoText(time).replace('Z', '+0000');
}

/** A value as it stands in a REST answer. */
export function jsonValue(field: FieldDescribe, value: Value): Value {
  return field.type === 'datetime' && typeof value === 'number' ? restDateTime(value) : value;
}

const addressParts = [
  'City',
  'Country',
  'GeocodeAccuracy',
  'Latitude',
  'Longitude',
  'PostalCode',
  'State',
  'Street',
];

/** Reads a compound address (or location) as an object of its parts, null when all are null. */
export function compoundReader(
  type: ObjectType,
  field: FieldDescribe,
  reader: (field: string) => Reader,
): (position: number) => Record<string, Value> | null {
  const parts = type.fields
    .filter(part => part.compoundFieldName === field.name)
    .map(part => ({key: keyOf(part.name), read: reader(part.name)}));
  return position => {
    const address = Object.fromEntries(parts.map(({key, read}) => [key, read(position)]));
    const keys = Object.keys(address).sort();
    const isEmpty = keys.every(key => address[key] === null);
    return isEmpty ? null : Object.fromEntries(keys.map(key => [key, address[key] ?? null]));
  };
}

function keyOf(name: string): string {
  // `Home__Latitude__s` of a location field is its `latitude`.
  const plain = name.replace(/__s$/, '');
  const part = addressParts.find(end => plain.endsWith(end)) ?? name;
  return part.charAt(0).toLowerCase() + part.slice(1);
}
