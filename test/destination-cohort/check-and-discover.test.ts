import {afterEach, beforeEach, expect, test} from 'vitest';
import {destination} from '../../destination-cohort/destination.js';
import type {Config} from '../../destination-cohort/generated/types.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {check} from './open-and-check.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort();
});

afterEach(() => cohort.close());

test('check says whose data the key opens and what becomes of the mapped properties', async () => {
  const mapping = {Email: 'email', F: 'firstName', A: 'loyalty_points', B: 'shoe_size', C: 'c'};
  const message = await check(cohort, {mapping, property_types: {shoe_size: 'number'}});
  expect(message).toBe(
    'Connected to Cohort in TEST mode (the data of the test merchant): users can be written. User properties that exist: loyalty_points (number). To be created: shoe_size (number), c.',
  );
  expect(await check(cohort, {api_key: cohort.liveApiKey})).toMatch(
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
  await expect(check(cohort, config)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(why),
  });
});

test('check is content when Cohort refuses to look up or write nobody', async () => {
  const answer = {status: 417, body: {code: 'generic.invalid-request', message: 'No users'}};
  await cohort.fault({route: '/v1/users/*', answer});
  expect(await check(cohort, {})).toMatch(/users can be written\.$/);
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
