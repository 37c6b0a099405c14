import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {ApiError, notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import {recordId} from '../org/index.js';
import type {Session} from '../session/index.js';
import {createIngestJob, type IngestBody} from './create-ingest-job.js';
import type {IngestJob} from './ingest-job.js';
import {processIngestJob} from './process-ingest-job.js';

/** The ingest jobs of one emulator, with their files in a folder that goes when it stops. */
export class IngestJobs {
  readonly #context: Context;
  readonly #jobs = new Map<string, IngestJob>();
  readonly #stop = new AbortController();
  #folder: string | undefined;
  #created = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  get all(): IngestJob[] {
    return [...this.#jobs.values()];
  }

  create(session: Session, body: IngestBody): IngestJob {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'salesforce-emulator-'));
    const {clock, options} = this.#context;
    const job = createIngestJob(session, body, {
      // Query jobs have the lower half of the numbers.
      id: recordId('750', 1_000_000 + this.#created++),
      now: clock(),
      folder: this.#folder,
      emailUpsert: options.emailUpsert ?? false,
    });
    this.#jobs.set(job.id.slice(0, 15), job);
    return job;
  }

  get(id: string): IngestJob {
    const job = this.#jobs.get(id.slice(0, 15));
    if (!job) throw notFound();
    return job;
  }

  /** Ends the upload; the job then runs by itself. */
  close(job: IngestJob): void {
    if (job.state !== 'Open') throw wrongState(job, 'closed');
    job.state = 'UploadComplete';
    job.changedAt = this.#context.clock();
    void this.#run(job).catch(() => undefined);
  }

  abort(job: IngestJob): void {
    if (!['Open', 'UploadComplete', 'InProgress'].includes(job.state))
      throw wrongState(job, 'aborted');
    job.state = 'Aborted';
    job.changedAt = this.#context.clock();
  }

  delete(job: IngestJob): void {
    if (job.state === 'Open' || job.state === 'InProgress') throw wrongState(job, 'deleted');
    this.#jobs.delete(job.id.slice(0, 15));
    for (const path of Object.values(job.files)) rmSync(path, {force: true});
  }

  dispose(): void {
    this.#stop.abort();
    if (this.#folder) rmSync(this.#folder, {recursive: true, force: true});
  }

  async #run(job: IngestJob): Promise<void> {
    const {bulkQueuedMs = 0, bulkInProgressMs = 0} = this.#context.options;
    const {signal} = this.#stop;
    await wait(bulkQueuedMs, undefined, {signal, ref: false});
    if (job.state !== 'UploadComplete') return;
    job.state = 'InProgress';
    await wait(bulkInProgressMs, undefined, {signal, ref: false});
    // It may have been aborted meanwhile.
    if (this.get(job.id).state !== 'InProgress') return;
    await processIngestJob(this.#context, job);
  }
}

function wrongState({id, state}: IngestJob, wanted: string): ApiError {
  return new ApiError(400, 'INVALIDJOBSTATE', `Job ${id} is ${state} and cannot be ${wanted}`);
}
