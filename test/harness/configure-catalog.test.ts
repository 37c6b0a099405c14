import {expect, test} from 'vitest';
import {configureCatalog} from '../../harness/sync/configure-catalog.js';

const stream = {
  name: 'Contact',
  json_schema: {
    type: 'object',
    properties: {
      Id: {type: 'string'},
      Email: {type: 'string'},
      FirstName: {type: 'string'},
      Loyalty_Points__c: {type: 'number'},
      Phone: {type: 'string'},
      SystemModstamp: {type: 'string'},
    },
  },
  supported_sync_modes: ['full_refresh' as const, 'incremental' as const],
  source_defined_primary_key: [['Id']],
  default_cursor_field: ['SystemModstamp'],
  is_resumable: true,
};
const selection = {
  stream: 'Contact',
  matchingKey: 'Email',
  fields: ['FirstName'],
  destinationObject: 'users',
  destinationSyncMode: 'update' as const,
};

test('prunes the schema to what is chosen, the matching key, the cursor and the primary key', () => {
  const [configured] = configureCatalog({streams: [stream]}, selection).streams;
  expect(configured).toEqual({
    stream: {
      ...stream,
      json_schema: {
        type: 'object',
        properties: {
          Id: {type: 'string'},
          Email: {type: 'string'},
          FirstName: {type: 'string'},
          SystemModstamp: {type: 'string'},
        },
      },
    },
    sync_mode: 'incremental',
    cursor_field: ['SystemModstamp'],
    primary_key: [['Email']],
    destination_sync_mode: 'update',
    destination_object_name: 'users',
  });
});

test('reads a stream without a cursor as a whole', () => {
  const {default_cursor_field: _cursor, ...rest} = stream;
  const offered = {...rest, supported_sync_modes: ['full_refresh' as const]};
  const [configured] = configureCatalog({streams: [offered]}, selection).streams;
  expect(configured).toMatchObject({sync_mode: 'full_refresh'});
  expect(configured).not.toHaveProperty('cursor_field');
});

test('names every field that is not there, with those that may have been meant', () => {
  const fields = ['firstname', 'LoyaltyPoints', 'Shoe_Size__c', 'constructor'];
  expect(() => configureCatalog({streams: [stream]}, {...selection, fields})).toThrow(
    'Contact has no field firstname (did you mean FirstName?); no field LoyaltyPoints (did you mean Loyalty_Points__c?); no field Shoe_Size__c; no field constructor.',
  );
});

test('what the import will create may be missing until then', () => {
  const fields = ['FirstName', 'tier'];
  const choose = (createdLater: string[]) =>
    configureCatalog({streams: [stream]}, {...selection, fields, createdLater}).streams[0]?.stream;
  expect(Object.keys(choose(['tier'])?.json_schema.properties ?? {})).not.toContain('tier');
  expect(() => choose(['other'])).toThrow('no field tier');
});

test('names a stream that is not there', () => {
  expect(() => configureCatalog({streams: [stream]}, {...selection, stream: 'Contacts'})).toThrow(
    'The stream Contacts is not offered by the source (did you mean Contact?).',
  );
});

test('chooses a property by its title too, unless several have it', () => {
  const properties = {
    Id: {},
    Email: {},
    SystemModstamp: {},
    gr_e: {title: 'Größe'},
    one: {title: 'Twice'},
    two: {title: 'Twice'},
  };
  const offered = {...stream, json_schema: {type: 'object', properties}};
  const choose = (field: string) =>
    configureCatalog({streams: [offered]}, {...selection, fields: [field]}).streams[0]?.stream;
  expect(Object.keys(choose('Größe')?.json_schema.properties ?? {})).toContain('gr_e');
  expect(() => choose('Twice')).toThrow(/Contact has no field Twice/);
});
