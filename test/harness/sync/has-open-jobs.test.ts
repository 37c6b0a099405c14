import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {JobJournal} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {hasOpenJobs} from '../../../harness/sync/has-open-jobs.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

test('jobs are open until the last one has ended, and a journal that is damaged counts as one', async () => {
  const folder = await temporaryFolder();
  expect(await hasOpenJobs(join(folder, 'none'))).toBe(false);
  const journal = new JobJournal(folder, 'destination-salesforce');
  await journal.record({id: '750A', object: 'Contact'});
  expect(await hasOpenJobs(folder)).toBe(true);
  await journal.forget('750A');
  expect(await hasOpenJobs(folder)).toBe(false);
  await writeFile(join(folder, 'destination-salesforce.jobs.json'), '[{');
  expect(await hasOpenJobs(folder)).toBe(true);
});
