import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {destination} from '../../destination-cohort/destination.js';
import type {Config} from '../../destination-cohort/generated/types.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {
  boolean,
  contactStream,
  date,
  moment,
  number,
  type Schemas,
  text,
} from './fixtures/contacts.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

async function open(config: Partial<Config>, configured: ConfiguredAirbyteStream) {
  const {context, logs} = recordingContext();
  const session = await destination.connect({...cohort.config, ...config}, context);
  try {
    return {writer: await destination.open(session, configured), logs};
  } finally {
    await destination.close?.(session);
  }
}

async function check(config: Partial<Config>): Promise<string> {
  const session = await destination.connect(
    {...cohort.config, ...config},
    recordingContext().context,
  );
  try {
    return await destination.check(session);
  } finally {
    await destination.close?.(session);
  }
}

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
    const opening = open({mapping: {Email: 'email', Thing__c: 'thing', Other__c: 'other'}}, stream);
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
  await open({mapping: {Email: 'email', T: 'thing'}}, contactStream({T: source}));
  expect(await cohort.calls('POST /v1/user-properties')).toBe(1);
});

test('property_types decides the type of a new property, and that text may be read as it', async () => {
  const mapping = {Email: 'email', Points: 'points', Born: 'born'};
  const stream = contactStream({Points: text, Born: text});
  await open({mapping, property_types: {points: 'number', born: 'date'}}, stream);
  const {data} = await cohort.ask('/v1/user-properties');
  const types = data.map(({referenceId, type}: Record<string, string>) => [referenceId, type]);
  expect(types.slice(-2)).toEqual([
    ['points', 'number'],
    ['born', 'date'],
  ]);
  const again = {mapping, property_types: {points: 'number', born: 'date'}} as const;
  await expect(open(again, stream)).resolves.toMatchObject({logs: []});
  const other = open({mapping, property_types: {points: 'text'}}, stream);
  await expect(other).rejects.toMatchObject({failure: 'config_error'});
});

test('a property is found by its reference id or its name', async () => {
  await cohort.ask('/v1/user-properties', {
    name: 'Favourite colour',
    referenceId: 'colour',
    type: 'text',
  });
  await open({mapping: {Email: 'email', C: 'Favourite colour'}}, contactStream({C: text}));
  await open({mapping: {Email: 'email', C: 'colour'}}, contactStream({C: text}));
  await open({mapping: {Email: 'email', C: 'Shoe size, EU'}}, contactStream({C: text}));
  await open({mapping: {Email: 'email', C: 'Shoe size, EU'}}, contactStream({C: text}));
  const {data} = await cohort.ask('/v1/user-properties');
  expect(data.slice(-2).map(({name}: {name: string}) => name)).toEqual([
    'Favourite colour',
    'Shoe size, EU',
  ]);
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
  await expect(open({mapping}, stream)).rejects.toMatchObject(refusal);
  await expect(check({mapping})).rejects.toMatchObject(refusal);
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
    const results = await writer.write([{data: {[found]: 'ann@example.com'}, line: 1}]);
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
  {why: 'wanted "users"', config: {}, stream: {destination_object_name: 'orders'}},
  {why: 'never deleted', config: {}, stream: {destination_sync_mode: 'soft_delete'}},
  {why: 'never deleted', config: {}, stream: {destination_sync_mode: 'overwrite'}},
  {
    why: 'never deleted',
    config: {users: 'all'},
    stream: {destination_sync_mode: 'soft_delete'},
  },
])('a mapping that cannot work is refused: $why', async ({why, config, stream}) => {
  const opening = open(config, contactStream({}, stream));
  await expect(opening).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining(why),
  });
});

test('a runner that knows no better than overwrite is served when the config says which users', async () => {
  const stream = contactStream({}, {destination_sync_mode: 'overwrite'});
  const config: Partial<Config> = {users: 'all', mapping: {Email: 'email'}};
  await expect(open(config, stream)).resolves.toMatchObject({logs: []});
});

test('without a mapping every field of the stream is written under its own name', async () => {
  const stream = contactStream({city: text, _airbyte_raw_id: text, updatedAt: moment});
  await open({}, stream);
  const {data} = await cohort.ask('/v1/user-properties');
  const created = data.map(({referenceId}: {referenceId: string}) => referenceId).slice(5);
  expect(created).toEqual(['Id', 'SystemModstamp', 'city']);
});

test('a stream that does not say its fields has all that are mapped', async () => {
  const {stream} = contactStream();
  const mapping = {Email: 'email', City: 'city'};
  const {logs} = await open({mapping}, contactStream({}, {stream: {...stream, json_schema: {}}}));
  expect(logs).toEqual(['INFO Created the user property city (text).']);
});

test('mapped fields that the stream does not have are named and left out', async () => {
  const {logs} = await open({mapping: {Email: 'email', Gone: 'gone'}}, contactStream());
  expect(logs).toEqual(['WARN The stream does not have these mapped fields: Gone.']);
  expect(await cohort.calls('POST /v1/user-properties')).toBe(0);
  const misspelt = await open({mapping: {Emial: 'email'}}, contactStream());
  expect(misspelt.logs).toEqual(['WARN The stream does not have these mapped fields: Emial.']);
});

test('a property whose creation was not answered, or that another run made, is taken as it is', async () => {
  await cohort.fault({method: 'POST', route: '/v1/user-properties', nth: 1, loseReply: true});
  const mapping = {Email: 'email', A: 'a', B: 'b'};
  await open({mapping}, contactStream({A: text, B: number}));
  await Promise.all([
    open({mapping: {...mapping, C: 'c'}}, contactStream({C: text})),
    open({mapping: {...mapping, C: 'c'}}, contactStream({C: text})),
  ]);
  const {data} = await cohort.ask('/v1/user-properties');
  const ids = data.map(({referenceId}: {referenceId: string}) => referenceId);
  expect(ids.filter((id: string) => ['a', 'b', 'c'].includes(id)).toSorted()).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('a property is made although Cohort has trouble at first', async () => {
  const fault = {method: 'POST', route: '/v1/user-properties', times: 2, answer: {status: 503}};
  await cohort.fault(fault);
  await open({mapping: {Email: 'email', A: 'a'}}, contactStream({A: text}));
  const {data} = await cohort.ask('/v1/user-properties');
  expect(data.at(-1)).toMatchObject({referenceId: 'a', type: 'text'});
});

test('a property that another run makes meanwhile is not taken when its type is another', async () => {
  await cohort.addProperty('thing', 'number');
  const answer = {status: 200, body: {data: [], nextCursor: null}};
  await cohort.fault({method: 'GET', route: '/v1/user-properties', nth: 1, answer});
  const opening = open({mapping: {Email: 'email', A: 'thing'}}, contactStream({A: text}));
  await expect(opening).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/^Creating the user property thing \(text\): Cohort refuses it/),
  });
});

test('a property that Cohort refuses to make is a config error in its words', async () => {
  const target = `x${'y'.repeat(300)}`;
  const opening = open({mapping: {Email: 'email', A: target}}, contactStream({A: text}));
  await expect(opening).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(
      /^Creating the user property .*Cohort refuses it: generic\.invalid-request/,
    ),
  });
});

test('check says whose data the key opens and what becomes of the mapped properties', async () => {
  const mapping = {Email: 'email', F: 'firstName', A: 'loyalty_points', B: 'shoe_size', C: 'c'};
  const message = await check({mapping, property_types: {shoe_size: 'number'}});
  expect(message).toBe(
    'Connected to Cohort in TEST mode (the data of the test merchant): users can be written. User properties that exist: loyalty_points (number). To be created: shoe_size (number), c.',
  );
  expect(await check({api_key: cohort.liveApiKey})).toMatch(
    / in LIVE mode .* users can be written\.$/,
  );
  expect(await cohort.users()).toEqual([]);
});

test.each<{config: Partial<Config>; why: RegExp}>([
  {config: {api_key: 'test_wrong_key'}, why: /^Cohort does not accept the API key: copy it anew/},
  {config: {api: {paths: {user_batch: '/v2/users'}}}, why: /does not know this path: .*api\.paths/},
  {
    config: {api: {paths: {user_lookup: '/v2/users'}}},
    why: /does not know this path: .*api\.paths/,
  },
  {
    config: {property_types: {loyalty_points: 'text'}, mapping: {A: 'loyalty_points'}},
    why: /property_types wants loyalty_points to be text, but .* exists in Cohort as number/,
  },
  {config: {mapping: {A: 'createdAt'}}, why: /which Cohort sets itself/},
  {
    config: {mapping: {A: 'loyalty_points'}},
    why: /^The mapping cannot work: no field is mapped to email/,
  },
])('check refuses what cannot work and says what to do', async ({config, why}) => {
  await expect(check(config)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(why),
  });
});

test('check is content when Cohort refuses to look up or write nobody', async () => {
  const answer = {status: 417, body: {code: 'generic.invalid-request', message: 'No users'}};
  await cohort.fault({route: '/v1/users/*', answer});
  expect(await check({})).toMatch(/users can be written\.$/);
});

test('what can be written is described with the properties there are', async () => {
  const session = await destination.connect(cohort.config, recordingContext().context);
  const operations = await destination.discover(session);
  await destination.close?.(session);
  expect(
    operations.map(({object_name, sync_mode, matching_keys}) => [
      object_name,
      sync_mode,
      matching_keys,
    ]),
  ).toEqual([
    ['users', 'append_dedup', [['email']]],
    ['users', 'update', [['email']]],
  ]);
  expect(operations[0]?.json_schema).toMatchObject({
    required: ['email'],
    properties: {
      email: {type: 'string'},
      firstName: {type: ['null', 'string']},
      loyalty_points: {title: 'Loyalty points', type: ['null', 'number']},
      birthday: {type: ['null', 'string'], format: 'date'},
    },
  });
});
