import {createCohort} from '@cohort-salesforce/source-cohort/cohort';
import {connectSalesforce} from '@cohort-salesforce/source-salesforce/salesforce';
import {createHttpClient} from '@cohort-salesforce/spec/http';
import {expect, test} from 'vitest';
import {recordingContext} from '../fixtures/recording-context.js';
import {listen} from './listen.js';

const REDIRECTS = [301, 302, 303, 307, 308];

test.each(REDIRECTS)('a %i is an error, and nothing goes where it leads', async status => {
  const elsewhere = await listen(() => ({}));
  const server = await listen(() => ({redirect: elsewhere.url, status}));
  const http = createHttpClient({retries: 0});
  for (const method of ['GET', 'POST'] as const) {
    const request = {method, url: server.url, headers: {authorization: 'Bearer token'}};
    await expect(http.text(request)).rejects.toMatchObject({status});
  }
  expect(elsewhere.seen).toEqual([]);
  await http.close();
});

test('a login that is redirected does not take the client secret along', async () => {
  const elsewhere = await listen(() => ({access_token: 'stolen'}));
  const server = await listen(() => ({redirect: elsewhere.url, status: 307}));
  const login = {client_id: 'a', client_secret: 's', refresh_token: 'r', login_url: server.url};
  await expect(connectSalesforce(login, recordingContext().context)).rejects.toThrow();
  expect(elsewhere.seen).toEqual([]);
});

test('a Cohort key is neither redirected nor sent in the clear over a public network', async () => {
  const elsewhere = await listen(() => ({data: []}));
  const server = await listen(() => ({redirect: elsewhere.url, status: 308}));
  const {context} = recordingContext();
  const cohort = createCohort({api_key: 'test_1', api_url: server.url}, context);
  await expect(cohort.readUserProperties()).rejects.toThrow();
  expect(elsewhere.seen).toEqual([]);
  await cohort.close();
  const open = {api_key: 'test_1', api_url: 'http://api.getcohort.com'};
  expect(() => createCohort(open, context)).toThrow(/expected an address with https/);
});
