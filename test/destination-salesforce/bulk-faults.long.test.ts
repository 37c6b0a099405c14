import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, usersOf} from './fixtures/users.js';

const JOBS = '/services/data/:version/jobs/ingest';

let org: Org;

beforeEach(async () => {
  org = await startOrg();
});

afterEach(() => org.close());

describe('by bulk jobs', () => {
  const write = (number: number, state_dir?: string) =>
    exportUsers({...org.config, write_api: 'bulk', ...(state_dir && {state_dir})}, usersOf(number));

  test('a job that fails after half of its rows: the others go in a new one', async () => {
    await org.fault({kind: 'fail-ingest-job', afterRows: 200, times: 1});
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await org.countWithEmail()).toBe(500);
    expect(await org.calls(`POST ${JOBS}`)).toBe(2);
  });

  test('jobs that keep failing end the run, and nothing is lost', async () => {
    await org.fault({kind: 'fail-ingest-job', afterRows: 0});
    await expect(write(3)).rejects.toMatchObject({failure: 'transient_error'});
    await org.calm();
    expect((await write(3)).counts).toEqual({created: 3});
  });

  test('a file that Salesforce does not understand as a whole is not sent again', async () => {
    const message = 'InvalidBatch : Field name not found : Nowhere__c';
    await org.fault({kind: 'fail-ingest-job', afterRows: 0, message});
    await expect(write(3)).rejects.toMatchObject({
      failure: 'system_error',
      message: expect.stringContaining(message),
    });
    expect(await org.calls(`POST ${JOBS}`)).toBe(1);
  });

  test.each(['drop', 'loseReply'])(
    'an upload that breaks off (%s) goes to a new job',
    async how => {
      await org.fault({method: 'PUT', nth: 1, [how]: true});
      const {counts, logs} = await write(500);
      expect(counts).toEqual({created: 500});
      expect(await org.countWithEmail()).toBe(500);
      expect(logs.join()).toContain('broke off');
    },
  );

  test('a job whose start has no clear answer is asked about, and not followed by another with the same rows', async () => {
    const job = `${JOBS}/:id`;
    const answer = {status: 200, body: '<p>log in', headers: {'content-type': 'text/html'}};
    await org.fault(
      {method: 'PATCH', route: job, nth: 1, loseReply: true},
      {method: 'GET', route: job, nth: 1, answer},
    );
    expect((await write(300)).counts).toEqual({created: 300});
    expect(await org.calls(`POST ${JOBS}`)).toBe(1);
    expect(await org.countWithEmail()).toBe(300);
  });

  test('an order to start that never arrived is given again', async () => {
    await org.fault({method: 'PATCH', route: `${JOBS}/:id`, nth: 1, drop: true});
    expect((await write(300)).counts).toEqual({created: 300});
    expect(await org.calls(`POST ${JOBS}`)).toBe(1);
  });

  test('a token that expires before the upload is renewed', async () => {
    const body = [{errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid'}];
    await org.fault({method: 'PUT', nth: 1, answer: {status: 401, body}});
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await org.countWithEmail()).toBe(500);
  });

  test('lost replies to everything but the upload do no harm', async () => {
    await org.fault(
      {method: 'POST', route: JOBS, nth: 1, loseReply: true},
      {method: 'PATCH', nth: 1, loseReply: true},
      {method: 'GET', route: '*edResults', nth: 1, drop: true},
    );
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await org.countWithEmail()).toBe(500);
  });

  test('a result file that breaks off is read again', async () => {
    await org.fault({method: 'GET', route: '*/successfulResults', nth: 1, cutAfterBytes: 3000});
    expect((await write(500)).counts).toEqual({created: 500});
  });

  test('a look-up of several pages that break off reads each record once', async () => {
    const paged = await startOrg({bulkPageSize: 100});
    const config = {...paged.config, write_api: 'bulk' as const};
    await exportUsers(config, usersOf(450));
    await paged.fault(
      {method: 'GET', route: '*/jobs/query/*/results*', nth: 2, cutAfterBytes: 2000},
      {method: 'GET', route: '*/jobs/query/*/results*', nth: 4, drop: true},
    );
    expect((await exportUsers(config, usersOf(450))).counts).toEqual({unchanged: 450});
    await paged.close();
  });

  test('rows that meet a lock are sent again', async () => {
    await org.fault({kind: 'lock-rows', share: 0.05, seed: 3});
    expect((await write(1000)).counts).toEqual({created: 1000});
    expect(await org.countWithEmail()).toBe(1000);
  });

  test('all three result files are read, however the job ends', async () => {
    await org.fault({kind: 'fail-ingest-job', afterRows: 200, times: 1});
    await write(300);
    for (const file of ['successfulResults', 'failedResults', 'unprocessedrecords']) {
      const urls: {url: string}[] = await org.ask('GET', '/__emulator/requests');
      expect(urls.filter(({url}) => url.toLowerCase().endsWith(file.toLowerCase()))).toHaveLength(
        2,
      );
    }
  });

  test('rows that no result file has are looked up, and written if they are not there', async () => {
    const answer = {status: 200, body: '"Email"\n', headers: {'content-type': 'text/csv'}};
    await org.fault(
      {kind: 'fail-ingest-job', afterRows: 200, times: 1},
      {method: 'GET', route: '*/unprocessedrecords', times: 1, answer},
    );
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await org.countWithEmail()).toBe(500);
  });

  test('a job is on the disk before its upload, and forgotten after its results', async () => {
    const folder = await temporaryFolder();
    const journal = async () =>
      JSON.parse(await readFile(join(folder, 'destination-salesforce.jobs.json'), 'utf8'));
    const body = [{errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.'}];
    await org.fault({method: 'PUT', answer: {status: 403, body}});
    await expect(write(3, folder)).rejects.toMatchObject({failure: 'transient_error'});
    expect(await journal()).toHaveLength(1);
    await org.calm();
    expect((await write(3, folder)).counts).toEqual({created: 3});
    expect(await journal()).toEqual([]);
  });
});
