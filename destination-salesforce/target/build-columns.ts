import {configError, didYouMean, ownValue} from '@cohort-salesforce/spec';
import {type Field, kindOf} from '../values/index.js';
import type {Column, ObjectDescribe} from './target.js';

export interface Describes {
  object: ObjectDescribe;
  /** Resolves a parent object's describe. */
  parent(name: string): Promise<ObjectDescribe>;
}

/** What a record says of a column's property; undefined: nothing. */
export function readProperty(
  {source, values}: Pick<Column, 'source' | 'values'>,
  data: Readonly<Record<string, unknown>>,
): unknown {
  const value = source === null ? undefined : valueWithin(data, source);
  return values ? values.read(value) : value;
}

// `user.id` is the id within the user, unless a property has that very name.
function valueWithin(data: Readonly<Record<string, unknown>>, path: string): unknown {
  if (!path.includes('.') || Object.hasOwn(data, path)) return ownValue(data, path);
  let value: unknown = data;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = ownValue(value as Readonly<Record<string, unknown>>, name);
  }
  return value;
}

/** The configured mapping -> columns. Throws a config error that names what cannot be written. */
export async function buildMappedColumns(
  mapping: Readonly<Record<string, string>>,
  describes: Describes,
): Promise<Column[]> {
  const columns: Column[] = [];
  for (const [source, path] of Object.entries(mapping)) {
    const column = await buildColumn({source, path, describes});
    const twin = columns.find(other => other.path === column.path);
    if (twin) throw mappedTwice(column, twin);
    columns.push(column);
  }
  return columns;
}

function mappedTwice({source, path}: Column, {source: other}: Column) {
  const also = other === null ? '' : `, also as ${where(other)}`;
  return configError(
    `${where(String(source))}: ${path} is mapped twice${also}. Choose another field.`,
  );
}

/**
 * Properties that are named like fields -> columns; the others, and read-only fields, are left out.
 * Throws a config error for two that are named like one field.
 */
export function buildOwnColumns(
  properties: readonly string[],
  object: ObjectDescribe,
): {columns: Column[]; ignored: string[]} {
  const columns: Column[] = [];
  const ignored: string[] = [];
  for (const source of properties) {
    const field = findField(object, source);
    if (!field || !isWritable(field)) {
      ignored.push(source);
      continue;
    }
    const twin = columns.find(({path}) => path === field.name);
    if (twin?.source) throw namedAlike([twin.source, source], `${object.name}.${field.name}`);
    columns.push(toColumn(source, field));
  }
  return {columns, ignored};
}

function namedAlike([first, second]: [string, string], field: string) {
  return configError(
    `The properties ${JSON.stringify(first)} and ${JSON.stringify(second)} are both named like ${field}. Leave one out of the catalog, or set mapping.`,
  );
}

export function findField(object: ObjectDescribe, name: string): Field | undefined {
  const lower = name.toLowerCase();
  return object.fields.find(field => field.name.toLowerCase() === lower);
}

function toColumn(source: string, field: Field): Column {
  const {name: path, createable: onCreate, updateable: onUpdate} = field;
  return {source, path, field, onCreate, onUpdate};
}

function isWritable(field: Field): boolean {
  return kindOf(field) !== undefined && (field.createable || field.updateable);
}

async function buildColumn(wanted: {source: string; path: string; describes: Describes}) {
  return wanted.path.includes('.') ? buildParentColumn(wanted) : buildPlainColumn(wanted);
}

function buildPlainColumn({
  source,
  path,
  describes: {object},
}: {
  source: string;
  path: string;
  describes: Describes;
}): Column {
  const field = findField(object, path);
  if (!field) throw configError(`${where(source)}: ${missing(object, path)}`);
  // The record's own id is matched by and never written.
  if (field.type === 'id') return {...toColumn(source, field), onCreate: false, onUpdate: false};
  if (isWritable(field)) return toColumn(source, field);
  throw configError(
    `${where(source)}: ${object.name}.${field.name} (${field.type}) cannot be written. Map another field, or ask the Salesforce administrator for edit access to it.`,
  );
}

async function buildParentColumn({
  source,
  path,
  describes,
}: {
  source: string;
  path: string;
  describes: Describes;
}): Promise<Column> {
  const {relationship, reference, parentName, type} = findParent(path, source, describes);
  const [, name = ''] = path.split('.');
  const parent = await describes.parent(parentName);
  const field = findField(parent, name);
  if (!field) throw configError(`${where(source)}: ${missing(parent, name)}`);
  if (!field.externalId) {
    throw configError(`${where(source)}: ${parent.name}.${field.name} is not an external id.`);
  }
  const typed = type === undefined ? {} : {type};
  return {
    source,
    path: `${type === undefined ? '' : `${type}:`}${relationship}.${field.name}`,
    field,
    parent: {relationship, reference: reference.name, ...typed},
    onCreate: reference.createable,
    // SOQL cannot read an external id of a parent that may be of several objects, to compare it.
    onUpdate: reference.updateable && type === undefined,
  };
}

/** The parent that a path leads to: `Account.Ref__c`, or `Contact:Who.Ref__c` where it may be of several objects. */
function findParent(path: string, source: string, {object}: Describes) {
  const [before = ''] = path.split('.');
  const [relationship = '', given] = before.split(':').reverse();
  const reference = findRelationship(object, relationship);
  const parents = reference?.referenceTo ?? [];
  const [only] = parents;
  const type = parents.find(name => name.toLowerCase() === given?.toLowerCase());
  const parentName = given === undefined && parents.length === 1 ? only : type;
  if (reference?.relationshipName && parentName) {
    const isOneOf = parents.length > 1 && {type: parentName};
    return {relationship: reference.relationshipName, reference, parentName, ...isOneOf};
  }
  const which = parents.length > 1 && given === undefined ? parents : undefined;
  throw configError(
    which
      ? `${where(source)}: ${object.name}.${relationship} may be a record of ${which.join(' or ')}. Say of which, such as ${which[0]}:${path}.`
      : `${where(source)}: ${object.name} has no relationship ${JSON.stringify(before)} to a parent object.`,
  );
}

function findRelationship(object: ObjectDescribe, relationship: string): Field | undefined {
  const lower = relationship.toLowerCase();
  return object.fields.find(field => field.relationshipName?.toLowerCase() === lower);
}

function missing(object: ObjectDescribe, name: string): string {
  const names = object.fields.map(field => field.name);
  return `${object.name} has no field ${JSON.stringify(name)}${didYouMean(name, names)}, or the integration user has no access to it. Ask the Salesforce administrator to create it, or for field-level security that shows it.`;
}

function where(source: string): string {
  return `mapping.${source}`;
}
