import type {AirbyteStream, JsonSchema} from '@cohort-salesforce/spec';
import type {UserPropertyType} from '../cohort/index.js';

type FieldSchema = Record<string, unknown>;

export const TEXT: FieldSchema = {type: ['null', 'string']};
export const UUID: FieldSchema = {type: 'string'};
export const MOMENT: FieldSchema = {
  type: 'string',
  format: 'date-time',
  airbyte_type: 'timestamp_with_timezone',
};
export const ANY_OBJECT: FieldSchema = {type: ['null', 'object'], additionalProperties: true};

const OF_PROPERTY_TYPE: Record<UserPropertyType, FieldSchema> = {
  text: TEXT,
  number: {type: ['null', 'number']},
  boolean: {type: ['null', 'boolean']},
  date: {type: ['null', 'string'], format: 'date'},
};

/** The schema of a user property's values; its title is the property's name. */
export function schemaOf({name, type}: {name: string; type: UserPropertyType}): FieldSchema {
  return {title: name, ...OF_PROPERTY_TYPE[type]};
}

function toJsonSchema(properties: Record<string, FieldSchema>): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties,
  };
}

/** A stream that is read whole each time. */
export function wholeStream(
  name: string,
  primaryKey: readonly string[],
  properties: Record<string, FieldSchema>,
): AirbyteStream {
  return {
    name,
    json_schema: toJsonSchema(properties),
    supported_sync_modes: ['full_refresh'],
    source_defined_primary_key: primaryKey.map(field => [field]),
    is_resumable: false,
  };
}

/** A stream that can be read from where the last run ended. */
export function incrementalStream(
  name: string,
  cursor: string,
  properties: Record<string, FieldSchema>,
): AirbyteStream {
  return {
    name,
    json_schema: toJsonSchema(properties),
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: [cursor],
    source_defined_primary_key: [['id']],
    is_resumable: true,
  };
}
