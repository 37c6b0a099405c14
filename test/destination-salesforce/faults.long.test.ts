import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, usersOf} from './fixtures/users.js';

const COLLECTIONS = '/services/data/:version/composite/sobjects';
const JOBS = '/services/data/:version/jobs/ingest';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.close());

const count = async (where = '') =>
  (await org.query(`SELECT Id FROM Contact WHERE Email != null ${where}`)).length;

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
    expect(await count()).toBe(50);
    await org.fault({method: 'GET', route: QUERY_RESULTS, answer});
    await expect(write()).rejects.toMatchObject({failure: 'transient_error'});
    expect(await count()).toBe(50);
  });
});

describe('by sObject Collections', () => {
  const write = (number: number) =>
    exportUsers({...org.config, write_api: 'rest'}, usersOf(number));

  test('an insert whose reply was lost is not made twice', async () => {
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 2, loseReply: true});
    expect((await write(900)).counts).toEqual({created: 900});
    expect(await count()).toBe(900);
  });

  test('an insert that never arrived is made', async () => {
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 2, drop: true});
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await count()).toBe(500);
  });

  test('an insert that a gateway gave up is looked up before it is made again', async () => {
    const answer = {status: 503, body: [{errorCode: 'SERVER_UNAVAILABLE', message: 'busy'}]};
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 1, answer});
    expect((await write(300)).counts).toEqual({created: 300});
    expect(await count()).toBe(300);
  });

  test('replies that keep getting lost end the run, and the next one finds what was made', async () => {
    await org.fault({method: 'POST', route: COLLECTIONS, drop: true});
    await expect(write(10)).rejects.toMatchObject({failure: 'transient_error'});
    await org.calm();
    await org.fault({method: 'POST', route: COLLECTIONS, loseReply: true, times: 1});
    expect((await write(10)).counts).toEqual({created: 10});
    expect(await count()).toBe(10);
  });

  test('an update whose reply was lost is sent again', async () => {
    await write(300);
    await org.fault({method: 'PATCH', route: COLLECTIONS, nth: 1, loseReply: true});
    const users = usersOf(300).map(user => ({...user, points: -5}));
    const {counts} = await exportUsers({...org.config, write_api: 'rest'}, users);
    expect(counts).toEqual({updated: 300});
    expect(await count('AND Loyalty_Points__c = -5')).toBe(300);
  });

  test('rows that meet a lock are sent again', async () => {
    await org.fault({kind: 'lock-rows', share: 0.05, seed: 3});
    expect((await write(1000)).counts).toEqual({created: 1000});
    expect(await count()).toBe(1000);
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
    expect(await count()).toBe(3);
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
    expect(await count()).toBe(1000);
  });

  test('a token that expires in the middle is renewed', async () => {
    const body = [{errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid'}];
    await org.fault({method: 'POST', route: COLLECTIONS, nth: 2, answer: {status: 401, body}});
    expect((await write(600)).counts).toEqual({created: 600});
    expect(await count()).toBe(600);
  });
});

describe('by bulk jobs', () => {
  const write = (number: number, state_dir?: string) =>
    exportUsers({...org.config, write_api: 'bulk', ...(state_dir && {state_dir})}, usersOf(number));

  test('a job that fails after half of its rows: the others go in a new one', async () => {
    await org.fault({kind: 'fail-ingest-job', afterRows: 200, times: 1});
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await count()).toBe(500);
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
      expect(await count()).toBe(500);
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
    expect(await count()).toBe(300);
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
    expect(await count()).toBe(500);
  });

  test('lost replies to everything but the upload do no harm', async () => {
    await org.fault(
      {method: 'POST', route: JOBS, nth: 1, loseReply: true},
      {method: 'PATCH', nth: 1, loseReply: true},
      {method: 'GET', route: '*edResults', nth: 1, drop: true},
    );
    expect((await write(500)).counts).toEqual({created: 500});
    expect(await count()).toBe(500);
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
    expect(await count()).toBe(1000);
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
    expect(await count()).toBe(500);
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

describe('a job that an earlier run left under way', () => {
  const csv = usersOf(300)
    .map(({id, email, firstName, lastName, points}) =>
      [email, id, firstName, lastName, points].join(','),
    )
    .join('\n');

  async function leaveJob(slow: Org): Promise<string> {
    const job = await slow.api('POST', '/jobs/ingest', {
      object: 'Contact',
      operation: 'insert',
      contentType: 'CSV',
      lineEnding: 'LF',
    });
    await fetch(`${slow.url}/${job.contentUrl}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${slow.credentials.access_token}`,
        'content-type': 'text/csv',
      },
      body: `Email,Cohort_User_ID__c,FirstName,LastName,Loyalty_Points__c\n${csv}\n`,
    });
    await slow.api('PATCH', `/jobs/ingest/${job.id}`, {state: 'UploadComplete'});
    return job.id;
  }

  test.each(['rest', 'bulk', 'auto'] as const)(
    'is waited for before users are looked up, with a journal (%s)',
    async write_api => {
      const slow = await startOrg({bulkQueuedMs: 600});
      const state_dir = await temporaryFolder();
      const id = await leaveJob(slow);
      const journal = join(state_dir, 'destination-salesforce.jobs.json');
      await writeFile(journal, JSON.stringify([{id, object: 'Contact'}]));
      const {counts} = await exportUsers({...slow.config, state_dir, write_api}, usersOf(300));
      expect(counts).toEqual({unchanged: 300});
      await slow.close();
    },
  );

  test('is taken back when it was never begun', async () => {
    const state_dir = await temporaryFolder();
    const body = {object: 'Contact', operation: 'insert', contentType: 'CSV', lineEnding: 'LF'};
    const {id} = await org.api('POST', '/jobs/ingest', body);
    const journal = join(state_dir, 'destination-salesforce.jobs.json');
    await writeFile(journal, JSON.stringify([{id, object: 'Contact'}]));
    const {counts} = await exportUsers({...org.config, state_dir}, usersOf(3));
    expect(counts).toEqual({created: 3});
    expect(await org.api('GET', `/jobs/ingest/${id}`)).toMatchObject({state: 'Aborted'});
  });

  test('is left as it is by a dry run, and so is the journal', async () => {
    const state_dir = await temporaryFolder();
    const body = {object: 'Contact', operation: 'insert', contentType: 'CSV', lineEnding: 'LF'};
    const {id} = await org.api('POST', '/jobs/ingest', body);
    const journal = join(state_dir, 'destination-salesforce.jobs.json');
    const forgotten = '7505e00000AAAAAAAA';
    const entries = JSON.stringify([id, forgotten].map(job => ({id: job, object: 'Contact'})));
    await writeFile(journal, entries);
    const config = {...org.config, state_dir, dry_run: true};
    expect((await exportUsers(config, usersOf(3))).counts).toEqual({created: 3});
    expect(await org.api('GET', `/jobs/ingest/${id}`)).toMatchObject({state: 'Open'});
    expect(await readFile(journal, 'utf8')).toBe(entries);
  });

  test('is found in the list of jobs without a journal', async () => {
    const slow = await startOrg({bulkQueuedMs: 600});
    await leaveJob(slow);
    const {counts} = await exportUsers(slow.config, usersOf(300));
    expect(counts).toEqual({unchanged: 300});
    expect(JSON.stringify(await slow.ask('GET', '/__emulator/requests'))).toContain(
      '/jobs/ingest?jobType=V2Ingest',
    );
    await slow.close();
  });
});
