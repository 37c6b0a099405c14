import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {openContacts, text} from './fixtures/contacts.js';
import {people} from './fixtures/people.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

const tooMany = {status: 429, headers: {'retry-after': '0'}, body: {code: 'x', message: 'y'}};

test.each([
  {what: 'is asked too fast', fault: {every: 2, times: 4, answer: tooMany}},
  {what: 'has trouble', fault: {every: 2, times: 3, answer: {status: 503}}},
  {what: 'drops connections', fault: {every: 2, times: 3, drop: true}},
  {what: 'cuts answers short', fault: {every: 2, times: 3, cutAfterBytes: 10}},
])('everything is written once although Cohort $what', async ({fault}) => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  await cohort.fault({route: '/v1/users/*', ...fault});
  const statuses = await contacts.statuses(...people(350));
  expect(new Set(statuses)).toEqual(new Set(['created']));
  expect(await cohort.users()).toHaveLength(350);
  await contacts.close();
});

test('a write whose response is lost is counted as what it did', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  await cohort.put([{email: 'person0@example.com', firstName: 'Old'}]);
  await cohort.fault({route: '/v1/users/batch', nth: 1, loseReply: true});
  const statuses = await contacts.statuses(...people(3));
  expect(statuses).toEqual(['updated', 'created', 'created']);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(3);
  expect((await cohort.users()).map(({firstName}) => firstName)).toEqual(['Ann', 'Ann', 'Ann']);
  await contacts.close();
});

test('under a rate limit everything is written, with fewer calls at once', async () => {
  const limited = await startCohort({rateLimit: {requests: 1, seconds: 0.01}});
  const api = {batch_size: 10, lookup_size: 10};
  const contacts = await openContacts({...limited.config, api}, {firstName: text});
  const statuses = await contacts.statuses(...people(60));
  expect(new Set(statuses)).toEqual(new Set(['created']));
  await contacts.close();
  await limited.close();
});

test('asked too fast, fewer calls at once are made even where none is repeated', async () => {
  const contacts = await openContacts({...cohort.config, api: {retries: 0}}, {firstName: text});
  await cohort.fault({route: '/v1/users/*', times: 2, answer: tooMany});
  expect(await contacts.statuses(...people(2))).toEqual(['created', 'created']);
  await contacts.close();
});

test('an answer that leaves out a user is a failure, and no success of that user', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  const body = {results: [{index: 0, status: 'created'}]};
  await cohort.fault({route: '/v1/users/batch', answer: {status: 200, body}});
  await expect(contacts.write(...people(2))).rejects.toThrow('no result for the one at index 1');
  await contacts.close();
});

test.each([
  {answer: {status: 401}, failure: 'config_error', why: /does not accept the API key/},
  {answer: {status: 403}, failure: 'config_error', why: /may not do this/},
  {answer: {status: 302}, failure: 'config_error', why: /redirect.*correct api_url/},
  {answer: {status: 500}, failure: 'transient_error', why: /has trouble/},
  {answer: {status: 429}, failure: 'transient_error', why: /asked too fast/},
  {answer: {status: 418}, failure: 'system_error', why: /refuses the request/},
  {
    answer: {status: 200, body: {data: 1}},
    failure: 'system_error',
    why: /not what these connectors/,
  },
  {
    answer: {status: 200, body: '<html><title>Log in</title>'},
    failure: 'transient_error',
    why: /a proxy in front of it.*an HTML page \("Log in"\)/,
  },
  {
    answer: {status: 403, body: '<html><title>Blocked</title>'},
    failure: 'config_error',
    why: /gateway or firewall.*"Blocked"/,
  },
])(
  'what cannot be waited out fails as what it is: $answer.status',
  async ({answer, failure, why}) => {
    const api = {retries: 0, connections: 1};
    const contacts = await openContacts({...cohort.config, api}, {firstName: text});
    await cohort.fault({route: '/v1/users/lookup', answer});
    await expect(contacts.write(...people(1))).rejects.toMatchObject({
      failure,
      message: expect.stringMatching(why),
    });
    await contacts.close();
  },
);

test('nobody there is a transient error that names the address', async () => {
  const away = await startCohort();
  await away.close();
  const opening = openContacts({...away.config, api: {retries: 0}}, {city: text});
  await expect(opening).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining(`${away.url}/v1/user-properties: no answer (ECONNREFUSED)`),
  });
});
