import {randomUUID} from 'node:crypto';
import type {FastifyInstance} from 'fastify';
import {notFound} from '../api-error.js';
import type {Merchant} from '../merchant/merchant.js';
import type {ItemResult} from '../merchant/write-users.js';
import type {Context} from './context.js';
import {readBody, readText} from './read-request.js';
import {writeItems} from './write-items.js';

interface Job {
  id: string;
  /** Undefined until its users are written. */
  results: ItemResult[] | undefined;
  write(): void;
  /** How often it was asked for. */
  polls: number;
}

const maxJobItems = 10_000;

/** The other form of the batch: a job that is started, and polled until it has ended. */
export function addJobRoutes(app: FastifyInstance, context: Context): void {
  const jobs = new WeakMap<Merchant, {byId: Map<string, Job>; byRequest: Map<string, Job>}>();
  const jobsOf = (merchant: Merchant) => {
    const known = jobs.get(merchant) ?? {byId: new Map(), byRequest: new Map()};
    jobs.set(merchant, known);
    return known;
  };

  app.post('/users/jobs', async (request, reply) => {
    const merchant = context.merchantOf(request);
    const {requestId, ...batch} = readBody(request.body, ['requestId', 'mode', 'users']);
    const {byId, byRequest} = jobsOf(merchant);
    const key = readText(requestId, 'requestId');
    const job = byRequest.get(key) ?? start(merchant, batch);
    byRequest.set(key, job);
    byId.set(job.id, job);
    return reply.code(202).send({id: job.id, status: 'queued'});
  });

  app.get<{Params: {id: string}}>('/users/jobs/:id', async request => {
    const merchant = context.merchantOf(request);
    const job = jobsOf(merchant).byId.get(request.params.id);
    if (!job || merchant.behavior.jobs === 'lost') throw notFound('job', 'jobs.not-found');
    return describe(job, merchant);
  });

  function start(merchant: Merchant, batch: object): Job {
    const {jobs: outcome, jobsWriteLate} = merchant.behavior;
    const job: Job = {
      id: randomUUID(),
      results: outcome === 'failed' ? [] : undefined,
      polls: 0,
      write() {
        merchant.lateJobs.delete(job.write);
        job.results ??= writeItems(merchant, batch, {context, max: maxJobItems});
      },
    };
    if (jobsWriteLate) merchant.lateJobs.add(job.write);
    else job.write();
    return job;
  }
}

function describe(job: Job, {behavior}: Merchant): object {
  const {id} = job;
  if (behavior.jobs === 'stuck') return {id, status: 'processing'};
  job.polls += 1;
  if (job.polls <= behavior.jobPolls) return {id, status: 'processing'};
  if (behavior.jobs !== 'failed') {
    job.write();
    return {id, status: 'complete', results: job.results};
  }
  const error = {code: 'jobs.failed', message: 'The job was failed by a fault rule'};
  return {id, status: 'failed', error};
}
