import type {CohortStream} from './cohort-stream.js';
import {schemaOf, TEXT, UUID, wholeStream} from './schemas.js';
import {selectedFields, toRecord} from './selected-fields.js';

const FIELDS = {
  id: UUID,
  name: TEXT,
  referenceId: schemaOf({name: 'The key of the value in a user', type: 'text'}),
  type: {...TEXT, enum: ['text', 'number', 'boolean', 'date', null]},
};

/** The definitions of the custom user properties. */
export const userPropertiesStream: CohortStream = {
  name: 'user_properties',
  discover: async () => wholeStream('user_properties', ['id'], FIELDS),
  async *read({cohort}, {stream}) {
    const fields = selectedFields(stream) ?? Object.keys(FIELDS);
    const properties = await cohort.readUserProperties();
    yield {kind: 'records', records: properties.map(property => toRecord(property, fields))};
  },
};
