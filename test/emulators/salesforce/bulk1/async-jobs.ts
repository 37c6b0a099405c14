import {setTimeout as wait} from 'node:timers/promises';
import type {Context} from '../context.js';
import {recordId} from '../org/index.js';
import type {Session} from '../session/index.js';
import {AsyncError} from './async-error.js';
import type {Json} from './async-format.js';
import type {AsyncBatch, AsyncJob} from './async-job.js';
import {createAsyncJob, messageOf} from './create-async-job.js';
import {runIngestBatch} from './run-ingest-batch.js';
import {QueryBatches} from './run-query-batch.js';

// The jobs of Bulk API 2.0 have the numbers below.
const firstNumber = 2_000_000;

/** The jobs of Bulk API 1 of one emulator, with their batches. */
export class AsyncJobs {
  readonly #context: Context;
  readonly #jobs = new Map<string, AsyncJob>();
  readonly #queries: QueryBatches;
  readonly #stop = new AbortController();
  #batches = 0;

  constructor(context: Context) {
    this.#context = context;
    this.#queries = new QueryBatches(context);
  }

  create(session: Session, body: Json, chunking: string | undefined): AsyncJob {
    const {clock, options} = this.#context;
    const job = createAsyncJob(session, body, {
      id: recordId('750', firstNumber + this.#jobs.size),
      now: clock(),
      emailUpsert: options.emailUpsert ?? false,
      chunking,
    });
    this.#jobs.set(job.id.slice(0, 15), job);
    return job;
  }

  get(id: string): AsyncJob {
    const job = this.#jobs.get(id.slice(0, 15));
    if (!job) throw new AsyncError('InvalidJob', `Unable to find object: ${id}`);
    return job;
  }

  change(job: AsyncJob, {state}: Json): void {
    if (state !== 'Closed' && state !== 'Aborted')
      throw new AsyncError('InvalidJobState', `Invalid job state: ${state}`);
    if (job.state !== 'Open' && state !== job.state)
      throw new AsyncError('InvalidJobState', `The job is ${job.state} already`);
    job.state = state;
    job.changedAt = this.#context.clock();
    if (state === 'Aborted')
      for (const batch of job.batches) if (batch.state === 'Queued') batch.state = 'NotProcessed';
  }

  addBatch(job: AsyncJob, content: string): AsyncBatch {
    if (job.state !== 'Open')
      throw new AsyncError('InvalidJobState', `Job is not open, its state is ${job.state}`);
    const batch = this.#newBatch(job, content);
    void this.#run(job, batch).catch(() => undefined);
    return batch;
  }

  dispose(): void {
    this.#stop.abort();
  }

  #newBatch(job: AsyncJob, content: string): AsyncBatch {
    const now = this.#context.clock();
    const batch: AsyncBatch = {
      id: recordId('751', this.#batches++),
      createdAt: now,
      changedAt: now,
      state: 'Queued',
      content,
      processed: 0,
      failed: 0,
      processingMs: 0,
    };
    job.batches.push(batch);
    this.#context.bulkUsage.batches += 1;
    return batch;
  }

  async #run(job: AsyncJob, batch: AsyncBatch): Promise<void> {
    const {options, clock} = this.#context;
    const {signal} = this.#stop;
    await wait(options.bulkQueuedMs ?? 0, undefined, {signal, ref: false});
    if (batch.state !== 'Queued') return;
    batch.state = 'InProgress';
    await wait(options.bulkInProgressMs ?? 0, undefined, {signal, ref: false});
    const started = clock();
    try {
      await this.#process(job, batch);
    } catch (error) {
      batch.state = 'Failed';
      batch.stateMessage = stateMessage(job, error);
    }
    batch.changedAt = clock();
    batch.processingMs = clock() - started;
  }

  async #process(job: AsyncJob, batch: AsyncBatch): Promise<void> {
    if (!job.operation.startsWith('query')) return runIngestBatch(this.#context, job, batch);
    const fault = this.#context.control.faults.take('fail-query-job');
    if (fault) throw new AsyncError('InternalServerError', String(fault.message ?? 'it failed'));
    return this.#queries.run(job, batch, content => this.#newBatch(job, content));
  }
}

function stateMessage({operation}: AsyncJob, error: unknown): string {
  if (error instanceof AsyncError) return `${error.code} : ${error.message}`;
  const what = operation.startsWith('query') ? 'Failed to process query: ' : '';
  return `InvalidBatch : ${what}${messageOf(error)}`;
}
