import {afterEach, describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, usersOf} from './fixtures/users.js';

let org: Org;
afterEach(() => org.close());

test('the budget of API calls stops a run before it begins something', async () => {
  org = await startOrg({dailyApiRequests: 1000, usedApiRequests: 850});
  const config = {...org.config, api_budget: 80};
  await expect(exportUsers(config, usersOf(3))).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining('api_budget allows 80%'),
  });
  expect((await exportUsers({...config, api_budget: 90}, usersOf(3))).counts).toEqual({created: 3});
});

describe.each(['rest', 'bulk'] as const)('by %s the budget of API calls', write_api => {
  const LIMIT = 800;
  const LOOK_UPS = ['GET /services/data/:version/query', 'POST /services/data/:version/jobs/query'];
  const WRITES = [
    'POST /services/data/:version/composite/sobjects',
    'POST /services/data/:version/jobs/ingest',
  ];
  const callsOf = async (routes: readonly string[]) =>
    (await Promise.all(routes.map(org.calls))).reduce((sum, calls) => sum + calls);

  const runWith = async (left: number, config: Partial<Config> = {}) => {
    org = await startOrg({dailyApiRequests: 1000, usedApiRequests: LIMIT - left});
    return exportUsers({...org.config, write_api, api_budget: 80, ...config}, usersOf(3));
  };

  test('stops a run before it looks anyone up', async () => {
    await expect(runWith(1)).rejects.toThrow('api_budget allows 80%');
    expect(await callsOf(LOOK_UPS)).toBe(0);
  });

  test('stops a run before it writes', async () => {
    expect((await runWith(LIMIT, {dry_run: true})).counts).toEqual({created: 3});
    const forLookUps = await org.apiCalls();
    await org.close();
    await expect(runWith(forLookUps)).rejects.toThrow('api_budget allows 80%');
    expect(await callsOf(LOOK_UPS)).toBeGreaterThan(0);
    expect(await callsOf(WRITES)).toBe(0);
  });
});
