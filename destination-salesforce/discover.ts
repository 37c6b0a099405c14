import type {DestinationOperation} from '@cohort-salesforce/spec';
import type {ExportSession} from './session.js';
import {findRequired, type ObjectDescribe} from './target/index.js';
import {type Field, type Kind, kindOf} from './values/index.js';

type JsonSchema = Record<string, unknown>;

/** What can be done with which objects: all that can be written, or the one the config names. */
export async function discoverOperations({
  salesforce,
  config,
  context,
}: ExportSession): Promise<DestinationOperation[]> {
  const names = config.object
    ? [config.object]
    : (await salesforce.describeGlobal())
        .filter(({queryable, createable, updateable}) => queryable && (createable || updateable))
        .map(({name}) => name);
  const operations: DestinationOperation[] = [];
  for (const [name, object] of await salesforce.describeAll(names)) {
    if (object instanceof Error) context.log('WARN', `${name} is left out: ${object.message}`);
    else operations.push(...operationsOf(object));
  }
  return operations;
}

/** An object's operations. Upserts and updates are matched by Id, an external id or an email field. */
function operationsOf(object: ObjectDescribe): DestinationOperation[] {
  const {name: object_name, createable, updateable, deletable} = object;
  const matching_keys = keysOf(object).map(name => [name]);
  const create = buildSchema(object, ({createable: can}) => can, alwaysRequired(object));
  const update = buildSchema(object, ({updateable: can}) => can, []);
  const keys = buildSchema(object, () => false, []);
  const operations: DestinationOperation[] = [];
  if (createable) operations.push({object_name, sync_mode: 'append', json_schema: create});
  if (createable && updateable && matching_keys.length > 0) {
    operations.push({object_name, sync_mode: 'append_dedup', json_schema: create, matching_keys});
  }
  if (updateable) {
    operations.push({object_name, sync_mode: 'update', json_schema: update, matching_keys});
  }
  if (deletable) {
    operations.push({object_name, sync_mode: 'soft_delete', json_schema: keys, matching_keys});
  }
  return operations;
}

// The email first: it is what users are matched by unless someone chooses otherwise.
function keysOf({fields}: ObjectDescribe): string[] {
  const filterable = fields.filter(field => field.filterable);
  const emails = filterable.filter(({type}) => type === 'email');
  const externals = filterable.filter(
    field => field.externalId && (field.type === 'string' || kindOf(field) === 'number'),
  );
  return [...new Set([...emails, ...externals].map(({name}) => name)), 'Id'];
}

// Where one of several fields will do, none of them must be there.
function alwaysRequired(object: ObjectDescribe): string[] {
  return findRequired(object).flatMap(names => (names.length === 1 ? names : []));
}

function buildSchema(
  object: ObjectDescribe,
  isWritten: (field: Field) => boolean,
  required: readonly string[],
): JsonSchema {
  const keys = new Set(keysOf(object));
  const properties = new Map<string, JsonSchema>();
  for (const field of object.fields) {
    if (kindOf(field) !== undefined && (isWritten(field) || keys.has(field.name))) {
      properties.set(field.name, schemaOf(field));
    }
  }
  const given = required.filter(name => properties.has(name) && !keys.has(name));
  return {
    type: 'object',
    additionalProperties: false,
    required: given,
    properties: Object.fromEntries(properties),
  };
}

const SCHEMAS: Record<Kind, JsonSchema> = {
  text: {type: ['null', 'string']},
  choices: {type: ['null', 'string']},
  id: {type: ['null', 'string']},
  number: {type: ['null', 'number']},
  boolean: {type: ['null', 'boolean']},
  date: {type: ['null', 'string'], format: 'date'},
  datetime: {
    type: ['null', 'string'],
    format: 'date-time',
    airbyte_type: 'timestamp_with_timezone',
  },
  time: {type: ['null', 'string'], format: 'time', airbyte_type: 'time_with_timezone'},
};

function schemaOf(field: Field): JsonSchema {
  const kind = kindOf(field) ?? 'text';
  const schema = {...SCHEMAS[kind], title: field.label};
  if (field.type === 'int') return {...schema, type: ['null', 'integer']};
  if (kind !== 'text') return schema;
  const allowed = (field.picklistValues ?? []).filter(({active}) => active);
  if (field.type === 'picklist' && field.restrictedPicklist && allowed.length > 0) {
    return {...schema, enum: [null, ...allowed.map(({value}) => value)]};
  }
  return field.length > 0 ? {...schema, maxLength: field.length} : schema;
}
