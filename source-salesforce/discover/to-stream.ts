import type {AirbyteStream} from '@cohort-salesforce/spec';
import type {SObjectDescribe} from '../salesforce/index.js';
import {cursorOf, keyOf} from './cursor-of.js';
import {isSelectable, toProperty} from './field-type.js';

/** A described object as a stream. */
export function toStream(describe: SObjectDescribe): AirbyteStream {
  const cursor = cursorOf(describe);
  const key = keyOf(describe);
  const fields = describe.fields.filter(isSelectable);
  return {
    name: describe.name,
    json_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: true,
      properties: Object.fromEntries(fields.map(field => [field.name, toProperty(field)])),
    },
    supported_sync_modes: cursor ? ['full_refresh', 'incremental'] : ['full_refresh'],
    ...(cursor && {source_defined_cursor: true, default_cursor_field: [cursor.name]}),
    ...(key && {source_defined_primary_key: [[key.name]]}),
    is_resumable: true,
  };
}
