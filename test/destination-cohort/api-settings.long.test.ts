import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {openContacts, text} from './fixtures/contacts.js';
import {people} from './fixtures/people.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

test('paths, sizes and headers are what the config says', async () => {
  const api = {
    paths: {user_lookup: '/v1/elsewhere'},
    headers: {Authorization: null, 'X-Key': 'Key {api_key}'},
    retries: 0,
  };
  const contacts = await openContacts(cohort.config, {firstName: text});
  await contacts.close();
  await expect(openContacts({...cohort.config, api}, {city: text})).rejects.toMatchObject({
    failure: 'config_error',
    facts: {status: 401},
  });
  const other = await openContacts({...cohort.config, api: {paths: api.paths}}, {firstName: text});
  await expect(other.write(...people(1))).rejects.toMatchObject({
    message: expect.stringMatching(/\/v1\/elsewhere: HTTP 4/),
  });
  await other.close();
});

test('null takes a header away, and a header replaces one of the same name, in any letters', async () => {
  const key = 'test_with_$$_and_$&_in_it';
  const headers = {
    authorization: null,
    'Accept-Encoding': null,
    ACCEPT: 'text/json',
    'X-Key': '{api_key}',
  };
  const contacts = await openContacts({...cohort.config, api_key: key, api: {headers}}, {});
  await expect(contacts.write(...people(1))).rejects.toMatchObject({facts: {status: 401}});
  const [request] = await cohort.ask('/__emulator/requests');
  expect(request.headers).toMatchObject({accept: 'text/json', 'x-key': key});
  expect(request.headers).not.toHaveProperty('authorization');
  expect(request.headers).not.toHaveProperty('accept-encoding');
  await contacts.close();
});
