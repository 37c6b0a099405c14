import {type ConfiguredAirbyteStream, configError, ownValue} from '@cohort-salesforce/spec';
import {type Field, kindOf} from '../values/index.js';
import {findField} from './build-columns.js';
import type {Column, MatchingKey, ObjectDescribe} from './target.js';

export interface KeyConfig {
  email_field?: string;
  email_fields?: readonly string[];
  mapping?: Readonly<Record<string, string>>;
}

/** By what the records are matched: the config says it, else the catalog's primary key, else Email. */
export function findMatchingKey({
  config,
  primaryKey,
  columns,
  object,
}: {
  config: KeyConfig;
  primaryKey: ConfiguredAirbyteStream['primary_key'];
  columns: readonly Column[];
  object: ObjectDescribe;
}): MatchingKey {
  const given = onlyKey(primaryKey);
  const name = config.email_field ?? fieldOfKey(given, columns, config) ?? 'Email';
  const field = requireKeyField(object, name);
  const mapped = columns.find(column => column.path === field.name)?.source ?? undefined;
  const source = sourceOfKey(given, mapped, config) ?? field.name;
  // An address is one person's in any case, also where the field tells cases apart.
  const kind = kindOfKey(object, field, source.toLowerCase() === 'email');
  const further = (config.email_fields ?? []).map(other => requireKeyField(object, other));
  return {kind, source, fields: unique([field, ...further])};
}

/** By the external id that the config names, whatever the catalog's key is. */
export function findExternalKey(
  name: string,
  columns: readonly Column[],
  object: ObjectDescribe,
): MatchingKey {
  const field = findField(object, name);
  const source = columns.find(({path}) => path === field?.name)?.source;
  const refuse = (problem: string) =>
    configError(`external_id_field: ${object.name}.${name} ${problem}.`);
  if (!field) {
    throw refuse(
      'does not exist, or the integration user has no access to it: ask the Salesforce administrator to create it, or for field-level security that shows it',
    );
  }
  if (!field.filterable || kindOf(field) !== 'text') {
    throw refuse(`(${field.type}) cannot be matched by: choose a text field`);
  }
  if (!source) throw refuse('is not mapped: map the id of the records to it');
  return {kind: 'text', source, fields: [field]};
}

function onlyKey(primaryKey: ConfiguredAirbyteStream['primary_key']): string | undefined {
  const paths = primaryKey ?? [];
  const [path] = paths;
  if (paths.length > 1 || (path && path.length !== 1)) {
    throw configError(
      `The catalog's primary_key is ${JSON.stringify(primaryKey)}; expected one top-level property to match by, such as [["email"]].`,
    );
  }
  return path?.[0];
}

// The platform may have renamed the key already; then it is a field's name.
function fieldOfKey(given: string | undefined, columns: readonly Column[], config: KeyConfig) {
  if (given === undefined) return undefined;
  return (
    columns.find(({source}) => source === given)?.path ?? ownValue(config.mapping, given) ?? given
  );
}

// A runner may know no other key than the source's own, such as an id: the config's choice goes first.
function sourceOfKey(given: string | undefined, mapped: string | undefined, config: KeyConfig) {
  if (config.email_field && mapped) return mapped;
  return given && isSourceName(given, config) ? given : (mapped ?? given);
}

function isSourceName(given: string, {mapping}: KeyConfig): boolean {
  if (mapping === undefined || Object.hasOwn(mapping, given)) return true;
  return !Object.values(mapping).includes(given);
}

function requireKeyField(object: ObjectDescribe, name: string): Field {
  const field = findField(object, name);
  if (field?.filterable) return field;
  const problem = field ? 'cannot be searched' : 'does not exist, or the user has no access to it';
  throw configError(
    `The matching key ${object.name}.${name} ${problem}. Set email_field to the field that holds the email address.`,
  );
}

function kindOfKey(object: ObjectDescribe, field: Field, holdsEmail: boolean): MatchingKey['kind'] {
  if (field.type === 'email') return 'email';
  if (field.type === 'id') return 'id';
  if (holdsEmail && field.type === 'string') return 'email';
  if (field.externalId || field.idLookup || field.unique) {
    return kindOf(field) === 'number' ? 'number' : 'text';
  }
  // User.Username and custom text fields hold addresses as well; text without a promise holds an email.
  if (field.type === 'string') return 'email';
  throw configError(
    `The matching key ${object.name}.${field.name} (${field.type}) cannot be matched by: expected an email field, an external id, or Id.`,
  );
}

function unique(fields: readonly Field[]): Field[] {
  return [...new Map(fields.map(field => [field.name, field])).values()];
}
