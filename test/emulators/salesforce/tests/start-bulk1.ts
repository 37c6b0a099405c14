import {expect} from 'vitest';
import type {SalesforceEmulatorOptions} from '../index.js';
import {type Answer, type EmulatedOrg, startOrg} from './emulated-org.js';

export const json = 'application/json';
export const xml = 'application/xml; charset=UTF-8';

export interface Bulk {
  org: EmulatedOrg;
  call(
    method: string,
    path: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export async function startBulk(
  options: SalesforceEmulatorOptions = {},
  type = json,
): Promise<Bulk> {
  const org = await startOrg(options);
  const call: Bulk['call'] = (method, path, body, headers) =>
    org.call(method, `//services/async/59.0/job${path}`, body, {
      authorization: '',
      'x-sfdc-session': org.credentials.access_token,
      'content-type': type,
      ...headers,
    });
  return {org, call};
}

export async function newJob(bulk: Bulk, body: object, headers = {}): Promise<string> {
  const {status, json: job} = await bulk.call('POST', '', JSON.stringify(body), headers);
  expect(status).toBe(201);
  return job.id;
}

/** Adds a batch and waits for its end; gives its path. */
export async function runBatch(bulk: Bulk, job: string, content: string): Promise<string> {
  const {status, text} = await bulk.call('POST', `/${job}/batch`, content);
  expect(status).toBe(201);
  const id = /751\w{15}/.exec(text)?.[0];
  const path = `/${job}/batch/${id}`;
  for (;;) {
    const state = (await bulk.call('GET', path)).text;
    if (!/Queued|InProgress/.test(state)) return path;
  }
}

export async function queryResults(bulk: Bulk, path: string): Promise<Answer[]> {
  const {text} = await bulk.call('GET', `${path}/result`);
  const ids = text.match(/752\w{15}/g) ?? [];
  return Promise.all(ids.map(id => bulk.call('GET', `${path}/result/${id}`)));
}
