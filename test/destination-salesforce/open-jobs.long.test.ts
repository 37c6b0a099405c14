import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, usersOf} from './fixtures/users.js';

let org: Org;

beforeEach(async () => {
  org = await startOrg();
});

afterEach(() => org.close());

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
