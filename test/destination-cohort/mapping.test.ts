import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {destination} from '../../destination-cohort/destination.js';
import type {Config} from '../../destination-cohort/generated/types.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {writeBatch} from '../fixtures/write-batch.js';
import {
  boolean,
  contactStream,
  date,
  moment,
  number,
  type Schemas,
  text,
} from './fixtures/contacts.js';
import {check, open} from './open-and-check.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort();
});

afterEach(() => cohort.close());

test.each([
  {source: text, property: 'number'},
  {source: text, property: 'date'},
  {source: number, property: 'boolean'},
  {source: boolean, property: 'number'},
  {source: boolean, property: 'text'},
  {source: date, property: 'text'},
  {source: moment, property: 'number'},
])(
  'a property of another type is refused with what to do: $source.type to $property',
  async ({source, property}) => {
    await cohort.addProperty('thing', property);
    const stream = contactStream({Thing__c: source, Other__c: text});
    const opening = open(
      cohort,
      {mapping: {Email: 'email', Thing__c: 'thing', Other__c: 'other'}},
      stream,
    );
    await expect(opening).rejects.toMatchObject({
      failure: 'config_error',
      message: expect.stringMatching(
        /^The field Thing__c holds \w+ values, but the user property thing exists in Cohort as \w+, and the type of a property cannot be changed\. Map the field to another property, or delete/,
      ),
    });
    expect(await cohort.calls('POST /v1/user-properties')).toBe(1);
  },
);

test.each([
  {source: number, property: 'text'},
  {source: moment, property: 'text'},
  {source: moment, property: 'date'},
  {source: date, property: 'date'},
  {source: {}, property: 'number'},
])('a property that can hold the values is used as it is', async ({source, property}) => {
  await cohort.addProperty('thing', property);
  await open(cohort, {mapping: {Email: 'email', T: 'thing'}}, contactStream({T: source}));
  expect(await cohort.calls('POST /v1/user-properties')).toBe(1);
});

test('property_types decides the type of a new property, and that text may be read as it', async () => {
  const mapping = {Email: 'email', Points: 'points', Born: 'born'};
  const stream = contactStream({Points: text, Born: text});
  await open(cohort, {mapping, property_types: {points: 'number', born: 'date'}}, stream);
  const {data} = await cohort.ask('/v1/user-properties');
  const types = data.map(({referenceId, type}: Record<string, string>) => [referenceId, type]);
  expect(types.slice(-2)).toEqual([
    ['points', 'number'],
    ['born', 'date'],
  ]);
  const again = {mapping, property_types: {points: 'number', born: 'date'}} as const;
  await expect(open(cohort, again, stream)).resolves.toMatchObject({logs: []});
  const other = open(cohort, {mapping, property_types: {points: 'text'}}, stream);
  await expect(other).rejects.toMatchObject({failure: 'config_error'});
});

test.each([
  {first: 'colour', second: 'Favourite colour'},
  {first: 'Shoe size, EU', second: 'shoe_size_eu'},
])('two names of one property are two fields for it: $first', async ({first, second}) => {
  await cohort.ask('/v1/user-properties', {
    name: 'Favourite colour',
    referenceId: 'colour',
    type: 'text',
  });
  const mapping = {Email: 'email', A: first, B: second};
  const stream = contactStream({A: text, B: text});
  const refusal = {
    failure: 'config_error',
    message: expect.stringMatching(/^The mapping writes both A and B to \w+: choose one\.$/),
  };
  await expect(open(cohort, {mapping}, stream)).rejects.toMatchObject(refusal);
  await expect(check(cohort, {mapping})).rejects.toMatchObject(refusal);
});

const emailOnly: Schemas = {email: text, WorkEmail: text};

test.each<{config: Partial<Config>; stream: Partial<ConfiguredAirbyteStream>; found: string}>([
  {config: {mapping: {WorkEmail: 'email'}}, stream: {}, found: 'WorkEmail'},
  {config: {}, stream: {primary_key: [['WorkEmail']]}, found: 'WorkEmail'},
  {config: {}, stream: {primary_key: [['Id']]}, found: 'email'},
  {config: {}, stream: {primary_key: [['WorkEmail'], ['Id']]}, found: 'email'},
  {config: {}, stream: {primary_key: null}, found: 'email'},
])(
  'users are found by the mapped field, else the matching key, else the field called email',
  async ({config, stream, found}) => {
    const configured = contactStream(emailOnly, stream);
    const {Email: _, ...properties} = configured.stream.json_schema.properties as Schemas;
    configured.stream.json_schema.properties = properties;
    const session = await destination.connect(
      {...cohort.config, ...config},
      recordingContext().context,
    );
    const writer = await destination.open(session, configured);
    const results = await writeBatch(writer, [{data: {[found]: 'ann@example.com'}, line: 1}]);
    expect(results).toEqual([{status: 'created'}]);
    await destination.close?.(session);
  },
);

test.each<{why: string; config: Partial<Config>; stream: Partial<ConfiguredAirbyteStream>}>([
  {why: 'no field is mapped to email', config: {mapping: {Id: 'ref'}}, stream: {}},
  {
    why: 'writes Id to id, which Cohort sets itself',
    config: {mapping: {Id: 'id', Email: 'email'}},
    stream: {},
  },
  {
    why: 'writes both A and B to city',
    config: {mapping: {A: 'city', B: 'city', Email: 'email'}},
    stream: {},
  },
  {why: 'expected "users"', config: {}, stream: {destination_object_name: 'orders'}},
  {why: 'never deleted', config: {}, stream: {destination_sync_mode: 'soft_delete'}},
  {why: 'never deleted', config: {}, stream: {destination_sync_mode: 'overwrite'}},
  {
    why: 'never deleted',
    config: {users: 'all'},
    stream: {destination_sync_mode: 'soft_delete'},
  },
])('a mapping that cannot work is refused: $why', async ({why, config, stream}) => {
  const opening = open(cohort, config, contactStream({}, stream));
  await expect(opening).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining(why),
  });
});

test('a runner that knows no better than overwrite is served when the config says which users', async () => {
  const stream = contactStream({}, {destination_sync_mode: 'overwrite'});
  const config: Partial<Config> = {users: 'all', mapping: {Email: 'email'}};
  await expect(open(cohort, config, stream)).resolves.toMatchObject({logs: []});
});

test('without a mapping every field of the stream is written under its own name', async () => {
  const stream = contactStream({city: text, _airbyte_raw_id: text, updatedAt: moment});
  await open(cohort, {}, stream);
  const {data} = await cohort.ask('/v1/user-properties');
  const created = data.map(({referenceId}: {referenceId: string}) => referenceId).slice(5);
  expect(created).toEqual(['Id', 'SystemModstamp', 'city']);
});

test('a stream that does not say its fields has all that are mapped', async () => {
  const {stream} = contactStream();
  const mapping = {Email: 'email', City: 'city'};
  const {logs} = await open(
    cohort,
    {mapping},
    contactStream({}, {stream: {...stream, json_schema: {}}}),
  );
  expect(logs).toEqual(['INFO Created the user property city (text).']);
});

test('mapped fields that the stream does not have are named and left out', async () => {
  const {logs} = await open(cohort, {mapping: {Email: 'email', Gone: 'gone'}}, contactStream());
  expect(logs).toEqual(['WARN The stream does not have these mapped fields: Gone.']);
  expect(await cohort.calls('POST /v1/user-properties')).toBe(0);
  const misspelt = await open(cohort, {mapping: {Emial: 'email'}}, contactStream());
  expect(misspelt.logs).toEqual(['WARN The stream does not have these mapped fields: Emial.']);
});
