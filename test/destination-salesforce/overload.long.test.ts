import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {CallSize} from '../../destination-salesforce/write/call-size.js';
import {meddlingProxy, type Refuse} from '../fixtures/meddling-proxy.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, userOf, usersOf} from './fixtures/users.js';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.close());

const isWrite: (method: string, url: string) => boolean = (method, url) =>
  url.includes('/composite/sobjects') && (method === 'POST' || method === 'PATCH');

const rowsOf = (sent: Buffer): unknown[] => JSON.parse(sent.toString()).records;

async function write(refuse: Refuse, count: number, config: Partial<Config> = {}) {
  const proxy = await meddlingProxy(org.url, () => undefined, refuse);
  return exportUsers({...org.config, login_url: proxy.url, ...config}, usersOf(count));
}

/** A trigger that can take so many records in its time, and says so of each one. */
function slowTrigger(most: number, sizes: number[] = []): Refuse {
  const statusCode = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY';
  const message = 'ContactTrigger: System.LimitException: Apex CPU time limit exceeded';
  return ({method, url, sent}) => {
    if (!isWrite(method, url)) return undefined;
    const {length} = rowsOf(sent);
    sizes.push(length);
    const result = {success: false, errors: [{statusCode, message, fields: []}]};
    return length > most ? {body: Array.from({length}, () => result)} : undefined;
  };
}

const madeOf = async () => (await org.query('SELECT Id FROM Contact')).length;

describe('records that are too many for a trigger', () => {
  test.each([50, 1])('are sent in calls as small as it takes: %i', async most => {
    const {counts} = await write(slowTrigger(most), 60);
    expect(counts).toEqual({created: 60});
    expect(await madeOf()).toBe(60);
  });

  test('that takes not even one are rejected', async () => {
    const {counts} = await write(slowTrigger(0), 3);
    expect(counts).toEqual({CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 3});
  });

  test('are not tried at once where write_batch_size is small', async () => {
    const sizes: number[] = [];
    const {counts} = await write(slowTrigger(20, sizes), 60, {write_batch_size: 20});
    expect(counts).toEqual({created: 60});
    expect(sizes).toEqual([20, 20, 20]);
  });
});

describe('a call that is refused as a whole', () => {
  const refuseWhole =
    (errorCode: string, status: number, isTooMuch: (rows: string) => boolean): Refuse =>
    ({method, url, sent}) =>
      isWrite(method, url) && isTooMuch(sent.toString())
        ? {status, body: [{errorCode, message: 'no'}]}
        : undefined;

  test.each([
    ['REQUEST_RUNNING_TOO_LONG', 400],
    ['UNKNOWN_EXCEPTION', 500],
  ])('for %s is sent in parts', async (code, status) => {
    const isTooMuch = (rows: string) => rows.split('"attributes"').length - 1 > 10;
    const {counts} = await write(refuseWhole(code, status, isTooMuch), 60);
    expect(counts).toEqual({created: 60});
    expect(await madeOf()).toBe(60);
  });

  test('for one of its records costs only this one', async () => {
    const isTooMuch = (rows: string) => rows.includes(String(userOf(7).email));
    const {counts} = await write(refuseWhole('REQUEST_RUNNING_TOO_LONG', 400, isTooMuch), 30);
    expect(counts).toEqual({created: 29, REQUEST_RUNNING_TOO_LONG: 1});
  });

  test('whatever is in it ends the run instead of rejecting every record', async () => {
    const refused = write(
      refuseWhole('REQUEST_RUNNING_TOO_LONG', 400, () => true),
      30,
    );
    await expect(refused).rejects.toMatchObject({message: expect.stringContaining('TOO_LONG')});
  });
});

describe('an optional look-up', () => {
  test.each([
    ['INVALID_FIELD', 'field Email can not be filtered in a query call'],
    ['QUERY_TIMEOUT', 'Your query request was running for too long.'],
  ])('that the org refuses with %s does not end the run', async (errorCode, message) => {
    const refuse: Refuse = ({url}) =>
      decodeURIComponent(url.replaceAll('+', ' ')).includes("LIKE '")
        ? {status: 400, body: [{errorCode, message}]}
        : undefined;
    const {counts, logs} = await write(refuse, 3);
    expect(counts).toEqual({created: 3});
    expect(logs.join()).toContain('blanks around it are not looked for');
  });
});

test('calls grow again after some that went well', () => {
  const size = new CallSize();
  size.overloaded(200);
  size.overloaded(100);
  expect(size.rows).toBe(50);
  for (let call = 0; call < 10; call += 1) size.succeeded();
  expect(size.rows).toBe(200);
  size.overloaded(1);
  expect(size.rows).toBe(1);
});
