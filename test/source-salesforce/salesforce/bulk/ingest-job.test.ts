import {Readable} from 'node:stream';
import type {Salesforce} from '@cohort-salesforce/source-salesforce/salesforce';
import {expect, test} from 'vitest';
import {CsvFile} from '../../../../source-salesforce/salesforce/bulk/csv-file.js';
import {uploadIngestFile} from '../../../../source-salesforce/salesforce/bulk/ingest-job.js';

test('an upload has arrived when the answer begins, though its end be lost', async () => {
  const body = new Readable({
    read() {
      this.destroy(new Error('other side closed'));
    },
  });
  const salesforce = {stream: async () => ({status: 201, headers: {}, body})};
  const file = new CsvFile('Email\n');
  const job = {id: '750', object: 'Contact', operation: 'insert', state: 'Open'} as const;
  const closed = new Promise(resolve => body.once('close', resolve));
  await uploadIngestFile(salesforce as unknown as Salesforce, job, file);
  await closed;
  file.close();
  expect(body.errored).toMatchObject({message: 'other side closed'});
});
