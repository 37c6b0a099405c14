import {createWriteStream, writeFileSync} from 'node:fs';
import type {Readable} from 'node:stream';
import {Transform} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {ApiError} from '../answers/index.js';
import type {IngestJob} from './ingest-job.js';

const mostBytes = 150 * 1024 * 1024;

/** Writes an upload to a file as it comes in. */
export async function storeUpload(body: Readable, path: string): Promise<void> {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= mostBytes) done(null, chunk);
      else done(new ApiError(400, 'BULK_API_ERROR', 'The uploaded data is larger than 150 MB'));
    },
  });
  await pipeline(body, limit, createWriteStream(path));
}

/** Stores content that came with the job itself. */
export function storeText(job: IngestJob, content: string): void {
  writeFileSync(job.files.upload, content);
  job.isUploaded = true;
}
