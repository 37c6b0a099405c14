import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {openContacts, text} from './fixtures/contacts.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

const people = (count: number, firstName = 'Ann') =>
  Array.from({length: count}, (_, n) => ({Email: `person${n}@example.com`, firstName}));

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

test('a write whose answer is lost is told as what it did', async () => {
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
  await expect(contacts.write(...people(2))).rejects.toThrow('no verdict for the one at index 1');
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
