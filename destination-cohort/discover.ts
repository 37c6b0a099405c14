import type {UserProperty, UserPropertyType} from '@cohort-salesforce/source-cohort/cohort';
import type {DestinationOperation, JsonSchema} from '@cohort-salesforce/spec';
import {CORE_FIELDS, EMAIL} from './mapping/core-fields.js';

const SCHEMAS: Record<UserPropertyType, object> = {
  text: {type: ['null', 'string']},
  number: {type: ['null', 'number']},
  boolean: {type: ['null', 'boolean']},
  date: {type: ['null', 'string'], format: 'date'},
};

/** What can be written: users, all of them or only those that exist, found by email. */
export function discoverOperations(properties: readonly UserProperty[]): DestinationOperation[] {
  const json_schema = toSchema(properties);
  return (['append_dedup', 'update'] as const).map(sync_mode => ({
    object_name: 'users',
    sync_mode,
    json_schema,
    matching_keys: [[EMAIL]],
  }));
}

// A property that is not there yet is created: so others are welcome.
function toSchema(properties: readonly UserProperty[]): JsonSchema {
  const core = CORE_FIELDS.map(name => [name, SCHEMAS.text]);
  const custom = properties.map(({referenceId, name, type}) => [
    referenceId,
    {title: name, ...SCHEMAS[type]},
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    required: [EMAIL],
    properties: {
      ...Object.fromEntries(custom),
      [EMAIL]: {type: 'string'},
      ...Object.fromEntries(core),
    },
  };
}
