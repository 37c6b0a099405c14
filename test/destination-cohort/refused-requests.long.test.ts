import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {openContacts, text} from './fixtures/contacts.js';
import {people} from './fixtures/people.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

test.each([400, 413, 417, 422])(
  'when a whole request is refused with %i because of one user, only that one is rejected',
  async status => {
    const contacts = await openContacts(cohort.config, {firstName: text});
    const refusal = {status, body: {code: 'generic.invalid-request', message: 'One is bad'}};
    // Ten users: the first request, its first half, that half's second half (3, 4), then user 4.
    for (const nth of [1, 2, 4, 6])
      await cohort.fault({route: '/v1/users/batch', nth, answer: refusal});
    const recordResults = await contacts.write(...people(10));
    expect(recordResults.filter(({status}) => status === 'created')).toHaveLength(9);
    expect(recordResults.filter(({status}) => status === 'rejected')).toEqual([
      expect.objectContaining({code: 'generic.invalid-request', message: 'One is bad'}),
    ]);
    expect(await cohort.users()).toHaveLength(9);
    await contacts.close();
  },
);

test.each([400, 413, 422])('a request that is answered with %i is sent in halves', async status => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  const answer = {status, body: '<html>no</html>'};
  await cohort.fault({route: '/v1/users/batch', nth: 1, answer});
  expect(await contacts.statuses(...people(2))).toEqual(['created', 'created']);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(3);
  await contacts.close();
});

test.each([
  {status: 403, body: '<html><title>Attention Required!</title>'},
  {status: 403, body: ''},
  {status: 406, body: '<html>'},
  {status: 500, body: ''},
  {status: 200, body: '<html>The requested URL was rejected.'},
])(
  'a record whose text a gateway does not let through is rejected alone: $status $body',
  async answer => {
    const contacts = await openContacts({...cohort.config, api: {retries: 0}}, {firstName: text});
    // Ten users: the first request, its first half, that half's second half (3, 4), user 4, and user 4 again. Requests
    // without users, which prove the way to be open, come after each.
    for (const nth of [1, 3, 6, 9, 11]) await cohort.fault({route: '/v1/users/batch', nth, answer});
    const recordResults = await contacts.write(...people(10));
    expect(recordResults.filter(({status}) => status === 'created')).toHaveLength(9);
    expect(recordResults.filter(({status}) => status === 'rejected')).toEqual([
      expect.objectContaining({
        code: `HTTP_${answer.status}`,
        message: expect.stringContaining('succeeds without it'),
      }),
    ]);
    await contacts.close();
  },
);

test('a refusal in no form of its own keeps what was said, without what a terminal would obey', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  expect(await contacts.statuses(...people(1))).toEqual(['created']);
  const answer = {status: 400, body: '{"detail":"firstName is too\u001b[31m long"}'};
  await cohort.fault({route: '/v1/users/batch', answer});
  const [result] = await contacts.write(...people(2).slice(1));
  expect(result).toMatchObject({
    status: 'rejected',
    message: expect.stringContaining('firstName is too\\u001b[31m long'),
  });
  await contacts.close();
});

test('a record that fails once and then goes through is written', async () => {
  const contacts = await openContacts({...cohort.config, api: {retries: 0}}, {firstName: text});
  await cohort.fault({route: '/v1/users/batch', nth: 1, answer: {status: 403, body: '<html>'}});
  expect(await contacts.statuses(...people(1))).toEqual(['created']);
  await contacts.close();
});

test('when a gateway lets nothing through, the run fails and no record is rejected', async () => {
  const contacts = await openContacts({...cohort.config, api: {retries: 0}}, {firstName: text});
  await cohort.fault({route: '/v1/users/batch', answer: {status: 403, body: '<html>'}});
  await expect(contacts.write(...people(10))).rejects.toMatchObject({failure: 'config_error'});
  // The request and the one without users.
  expect(await cohort.calls('POST /v1/users/batch')).toBe(2);
  await contacts.close();
});

test('once records were taken, one refused record after the other is rejected', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  expect(await contacts.statuses(...people(1))).toEqual(['created']);
  const refusal = {status: 417, body: {code: 'generic.invalid-request', message: 'Bad'}};
  await cohort.fault({route: '/v1/users/batch', answer: refusal});
  const others = people(3).slice(1);
  expect(await contacts.statuses(...others)).toEqual(['rejected', 'rejected']);
  await contacts.close();
});

test('users who are refused each for a reason of their own are rejected with it', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  for (const [index, message] of ['Some are bad', 'No Ann', 'No Bob'].entries()) {
    const answer = {status: 417, body: {code: 'generic.invalid-request', message}};
    await cohort.fault({route: '/v1/users/batch', nth: index + 1, answer});
  }
  expect(await contacts.write(...people(2))).toMatchObject([
    {status: 'rejected', message: 'No Ann'},
    {status: 'rejected', message: 'No Bob'},
  ]);
  await contacts.close();
});

test('when every user is refused alike it is not the users: the run fails', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  const refusal = {status: 417, body: {code: 'generic.invalid-request', message: 'No such mode'}};
  await cohort.fault({route: '/v1/users/batch', answer: refusal});
  await expect(contacts.write(...people(5))).rejects.toMatchObject({
    failure: 'system_error',
    message: expect.stringContaining('generic.invalid-request: No such mode'),
  });
  await contacts.close();
});

test('a user whom Cohort does not look up is written all the same, and nobody is left out', async () => {
  await cohort.put([{email: 'person0@example.com', firstName: 'Old'}]);
  const config = {...cohort.config, users: 'existing'} as const;
  const contacts = await openContacts(config, {firstName: text});
  const refusal = {status: 417, body: {code: 'generic.invalid-request', message: 'No emails'}};
  await cohort.fault({route: '/v1/users/lookup', times: 1, answer: refusal});
  expect(await contacts.statuses(...people(1))).toEqual(['updated']);
  await contacts.close();
});
