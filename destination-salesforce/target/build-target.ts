import {isDeepStrictEqual} from 'node:util';
import {type ConfiguredAirbyteStream, configError, didYouMean} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import {type Cell, convertValue, kindOf} from '../values/index.js';
import {buildMappedColumns, buildOwnColumns, type Describes, findField} from './build-columns.js';
import {findExternalKey, findMatchingKey} from './find-matching-key.js';
import {findRequired} from './find-required.js';
import {buildConstantColumns, withRules} from './property-rules.js';
import type {Column, Mode, ObjectDescribe, Target} from './target.js';

export interface TargetRequest {
  config: Config;
  describes: Describes;
  mode: Mode;
  primaryKey?: ConfiguredAirbyteStream['primary_key'];
  /** The key that the source itself gives its records. */
  ownKey?: ConfiguredAirbyteStream['primary_key'];
  /** The stream's properties; they stand in for a mapping when there is none. */
  properties?: readonly string[];
}

/**
 * Config, catalog and describe -> what is written where, and properties that go nowhere. Throws a
 * config error for anything that could not work with any record.
 */
export async function buildTarget(
  request: TargetRequest,
): Promise<{target: Target; ignored: string[]}> {
  const {config, describes, mode, properties = []} = request;
  const {object} = describes;
  requireAccess(object, mode);
  const {columns: plain, ignored} = config.mapping
    ? {columns: await buildMappedColumns(config.mapping, describes), ignored: []}
    : buildOwnColumns(properties, object);
  const mapped = withRules(plain, config);
  const userIdColumn = findUserId(config, mapped);
  const key =
    config.external_id_field === undefined
      ? findMatchingKey({
          config,
          primaryKey: chosenKey(request, mapped, userIdColumn),
          columns: mapped,
          object,
        })
      : findExternalKey(config.external_id_field, mapped, object);
  const chosen = config.update_email ? mapped : withoutEmailUpdates(mapped, key);
  const defaults = buildDefaultColumns(config.create_defaults ?? {}, object);
  const constants = buildConstantColumns(config.constants ?? {}, object, chosen);
  const columns = withDefaults(withKey([...chosen, ...constants], key), defaults);
  const target: Target = {
    object: object.name,
    label: object.label,
    mode,
    columns,
    key,
    keyColumn: columns.findIndex(({path}) => path === key.fields[0]?.name),
    userIdColumn,
    createdDate: findField(object, 'CreatedDate'),
    masterRecordId: findField(object, 'MasterRecordId') ? ['MasterRecordId'] : [],
    modified: findField(object, 'SystemModstamp'),
    modifiedBy: findField(object, 'LastModifiedById'),
    isConverted: findField(object, 'IsConverted'),
    createDefaults: new Map(defaults.map(({column, cell}) => [column.path, cell])),
    required: findRequired(object),
    duplicates: config.duplicates ?? (config.baseline_dir === undefined ? 'oldest' : 'newest'),
    clearEmpty: config.clear_empty ?? false,
    fillEmptyOnly: config.fill_empty_only ?? false,
    truncate: config.truncate ?? false,
  };
  return {target, ignored};
}

// Users are found by their id in any case. As a key of the source's own it is no choice, and must not
// keep them from being found by email.
function chosenKey(
  {primaryKey = null, ownKey = null}: TargetRequest,
  columns: readonly Column[],
  userIdColumn: number | undefined,
): ConfiguredAirbyteStream['primary_key'] {
  const userId = userIdColumn === undefined ? undefined : columns[userIdColumn]?.source;
  const isOwnId = isDeepStrictEqual(primaryKey, ownKey) && primaryKey?.[0]?.[0] === userId;
  return isOwnId && columns.some(({path}) => path === 'Email') ? null : primaryKey;
}

// An address that a person corrected at the record must not be set back.
function withoutEmailUpdates(columns: readonly Column[], {kind, fields}: Target['key']) {
  if (kind !== 'email') return columns;
  const [field] = fields;
  return columns.map(column =>
    column.path === field?.name ? {...column, onUpdate: false} : column,
  );
}

// A new record without its key would never be found again.
function withKey(columns: readonly Column[], {source, fields}: Target['key']): readonly Column[] {
  const [field] = fields;
  if (!field || columns.some(({path}) => path === field.name)) return columns;
  const key = {source, path: field.name, field, onCreate: field.createable, onUpdate: false};
  return [...columns, key];
}

const WANTED: Record<Mode, (object: ObjectDescribe) => string | undefined> = {
  insert: ({createable}) => (createable ? undefined : 'Create'),
  upsert: ({createable, updateable}) => (createable ? (updateable ? undefined : 'Edit') : 'Create'),
  update: ({updateable}) => (updateable ? undefined : 'Edit'),
  delete: ({deletable}) => (deletable ? undefined : 'Delete'),
};

function requireAccess(object: ObjectDescribe, mode: Mode): void {
  const missing = object.queryable ? WANTED[mode](object) : 'Read';
  if (missing === undefined) return;
  throw configError(
    `The user has no ${missing} permission on ${object.name}. Ask the Salesforce administrator for a permission set with ${missing} on ${object.label}.`,
  );
}

const DEFAULT_USER_ID_FIELD = 'Cohort_User_ID__c';
const UUID_LENGTH = 36;

function findUserId(config: Config, columns: readonly Column[]): number | undefined {
  // Not people: many may have the id of one user.
  if (config.external_id_field !== undefined) return undefined;
  const name = (config.user_id_field ?? DEFAULT_USER_ID_FIELD).toLowerCase();
  const position = columns.findIndex(({path, source}) => source && path.toLowerCase() === name);
  const column = columns[position];
  if (column) {
    requireUserIdField(column);
    return position;
  }
  if (config.user_id_field === undefined) return undefined;
  throw configError(
    `user_id_field is ${config.user_id_field}, and no property is mapped to it: add it to the mapping, such as {"id": "${config.user_id_field}"}.`,
  );
}

function requireUserIdField({field}: Column): void {
  const isText = kindOf(field) === 'text' && field.filterable;
  if (isText && (field.length === 0 || field.length >= UUID_LENGTH)) return;
  throw configError(
    `user_id_field: the Cohort User ID cannot be kept in ${field.name} (${field.type}, length ${field.length}). Choose another field, or ask the Salesforce administrator for a text field of at least ${UUID_LENGTH} characters.`,
  );
}

function buildDefaultColumns(
  defaults: Readonly<Record<string, string | number | boolean>>,
  object: ObjectDescribe,
): {column: Column; cell: Cell}[] {
  const creatable = object.fields.filter(({createable}) => createable).map(({name}) => name);
  return Object.entries(defaults).map(([name, value]) => {
    const field = findField(object, name);
    if (!field?.createable || kindOf(field) === undefined) {
      throw configError(
        `create_defaults.${name}: ${object.name} has no such field to create with${didYouMean(name, creatable)}.`,
      );
    }
    const converted = convertValue(field, value);
    if ('rejection' in converted) {
      throw configError(`create_defaults.${name}: ${converted.rejection.message}.`);
    }
    const column = {source: null, path: field.name, field, onCreate: true, onUpdate: false};
    return {column, cell: converted.value};
  });
}

function withDefaults(
  columns: readonly Column[],
  defaults: readonly {column: Column}[],
): readonly Column[] {
  const mapped = new Set(columns.map(({path}) => path));
  const added = defaults.map(({column}) => column).filter(({path}) => !mapped.has(path));
  return [...columns, ...added];
}
