import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, usersOf} from './fixtures/users.js';

const COLLECTIONS = '/services/data/:version/composite/sobjects';

let org: Org;

beforeEach(async () => {
  org = await startOrg();
});

afterEach(() => org.close());

describe('by sObject Collections', () => {
  const write = (number: number) =>
    exportUsers({...org.config, write_api: 'rest'}, usersOf(number));

  test('an insert whose reply was lost is not made twice', async () => {
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 2, loseReply: true});
    expect((await write(900)).counts).toEqual({created: 900});
    expect(await org.countWithEmail()).toBe(900);
  });

  test('an insert that never arrived is made', async () => {
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 2, drop: true});
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await org.countWithEmail()).toBe(500);
  });

  test('an insert that a gateway gave up is looked up before it is made again', async () => {
    const answer = {status: 503, body: [{errorCode: 'SERVER_UNAVAILABLE', message: 'busy'}]};
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 1, answer});
    expect((await write(300)).counts).toEqual({created: 300});
    expect(await org.countWithEmail()).toBe(300);
  });

  test('replies that keep getting lost end the run, and the next one finds what was made', async () => {
    await org.fault({method: 'POST', route: COLLECTIONS, drop: true});
    await expect(write(10)).rejects.toMatchObject({failure: 'transient_error'});
    await org.calm();
    await org.fault({method: 'POST', route: COLLECTIONS, loseReply: true, times: 1});
    expect((await write(10)).counts).toEqual({created: 10});
    expect(await org.countWithEmail()).toBe(10);
  });

  test('an update whose reply was lost is sent again', async () => {
    await write(300);
    await org.fault({method: 'PATCH', route: COLLECTIONS, nth: 1, loseReply: true});
    const users = usersOf(300).map(user => ({...user, points: -5}));
    const {counts} = await exportUsers({...org.config, write_api: 'rest'}, users);
    expect(counts).toEqual({updated: 300});
    expect(await org.countWithEmail('AND Loyalty_Points__c = -5')).toBe(300);
  });

  test('rows that meet a lock are sent again', async () => {
    await org.fault({kind: 'lock-rows', share: 0.05, seed: 3});
    expect((await write(1000)).counts).toEqual({created: 1000});
    expect(await org.countWithEmail()).toBe(1000);
  });

  test('a lock that stays rejects its row and no other', async () => {
    await write(1);
    await org.fault({kind: 'lock-rows'});
    const users = usersOf(2).map((user, index) => ({...user, points: index === 0 ? 0 : 8}));
    expect((await exportUsers(org.config, users)).counts).toEqual({
      unchanged: 1,
      UNABLE_TO_LOCK_ROW: 1,
    });
  });

  test('a value that makes Salesforce refuse the whole call costs only its own record', async () => {
    const message = 'Cannot deserialize instance of date from VALUE_STRING value x';
    const answer = {status: 400, body: [{errorCode: 'JSON_PARSER_ERROR', message}]};
    await org.fault({method: 'POST', route: COLLECTIONS, times: 3, answer});
    const {counts} = await write(4);
    expect(counts).toEqual({created: 3, JSON_PARSER_ERROR: 1});
    expect(await org.countWithEmail()).toBe(3);
  });

  test('the daily limit in the middle ends the run; the next one goes on', async () => {
    const body = [{errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.'}];
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 3, answer: {status: 403, body}});
    await expect(write(1000)).rejects.toMatchObject({
      failure: 'transient_error',
      message: expect.stringContaining('REQUEST_LIMIT_EXCEEDED'),
    });
    await org.calm();
    const {created = 0, unchanged = 0} = (await write(1000)).counts;
    expect(created + unchanged).toBe(1000);
    expect(unchanged).toBeGreaterThanOrEqual(400);
    expect(await org.countWithEmail()).toBe(1000);
  });

  test('a token that expires in the middle is renewed', async () => {
    const body = [{errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid'}];
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 2, answer: {status: 401, body}});
    expect((await write(600)).counts).toEqual({created: 600});
    expect(await org.countWithEmail()).toBe(600);
  });
});
