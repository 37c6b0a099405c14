import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, usersOf} from './fixtures/users.js';

let org: Org;

beforeEach(async () => {
  org = await startOrg();
});

afterEach(() => org.close());

describe('looking users up by a bulk query', () => {
  const QUERY_RESULTS = '/services/data/:version/jobs/query/:id/results';
  const page = '<!doctype html>\n<p>Please\n<p>log in\n<p>to the\n<p>network\n';

  test('a page of a proxy in place of the result makes nobody a second time', async () => {
    const write = () => exportUsers({...org.config, write_api: 'bulk'}, usersOf(50));
    expect((await write()).counts).toEqual({created: 50});
    const headers = {'content-type': 'text/html'};
    const answer = {status: 200, body: page, headers};
    await org.fault({method: 'GET', route: QUERY_RESULTS, answer, times: 1});
    expect((await write()).counts).toEqual({unchanged: 50});
    expect(await org.countWithEmail()).toBe(50);
    await org.fault({method: 'GET', route: QUERY_RESULTS, answer});
    await expect(write()).rejects.toMatchObject({failure: 'transient_error'});
    expect(await org.countWithEmail()).toBe(50);
  });
});
