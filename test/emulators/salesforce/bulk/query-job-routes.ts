import {Readable} from 'node:stream';
import type {FastifyReply, FastifyRequest} from 'fastify';
import {ApiError, notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import {recordId} from '../org/index.js';
import type {Api} from '../server/create-server.js';
import {restDateTime} from '../soql/index.js';
import {createQueryJob} from './create-query-job.js';
import {type JobState, type QueryJob, stateOf} from './query-job.js';
import {resultPages} from './result-pages.js';
import {writeCsv} from './write-csv.js';

type Call = {
  Params: {id: string; version: string};
  Querystring: {locator?: string; maxRecords?: string};
};

/** Bulk API 2.0 query jobs. */
export function addQueryJobRoutes({app, sessionOf}: Api, context: Context): void {
  const jobs = new Map<string, QueryJob>();
  let created = 0;
  const base = '/services/data/:version/jobs/query';
  const jobOf = (request: FastifyRequest<Call>): QueryJob => {
    sessionOf(request);
    const job = jobs.get(request.params.id.slice(0, 15));
    if (!job) throw notFound('The requested resource does not exist');
    return job;
  };
  app.post(base, async request => {
    const session = sessionOf(request);
    const id = recordId('750', created++);
    const job = createQueryJob(session, request.body ?? {}, {id, now: context.clock()});
    const fault = context.control.faults.take('fail-query-job');
    if (fault)
      job.failure = {
        at: 0,
        message: String(fault.message ?? 'InternalServerError : the query failed'),
      };
    jobs.set(id.slice(0, 15), job);
    context.bulkUsage.queryJobs += 1;
    return jobJson(context, job, true);
  });
  app.get(base, async request => {
    sessionOf(request);
    return {
      done: true,
      records: [...jobs.values()].map(job => jobJson(context, job, false)),
      nextRecordsUrl: null,
    };
  });
  app.get<Call>(`${base}/:id`, async request => jobJson(context, jobOf(request), false));
  app.patch<Call>(`${base}/:id`, async request => abort(context, jobOf(request), request.body));
  app.delete<Call>(`${base}/:id`, async (request, reply) => {
    const job = jobOf(request);
    if (!isOver(currentState(context, job)))
      throw wrongState('The job is still being processed and cannot be deleted');
    job.snapshot.release();
    jobs.delete(job.id.slice(0, 15));
    return reply.code(204).send();
  });
  app.get<Call>(`${base}/:id/results`, async (request, reply) =>
    sendResults(context, jobOf(request), request, reply),
  );
  app.get<Call>(`${base}/:id/resultPages`, async request =>
    pagesOf(context, jobOf(request), request),
  );
}

function currentState({clock, options}: Context, job: QueryJob): JobState {
  const {bulkQueuedMs = 0, bulkInProgressMs = 0} = options;
  return stateOf(job, clock(), {queuedMs: bulkQueuedMs, inProgressMs: bulkInProgressMs});
}

function isOver(state: JobState): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}

function jobJson(context: Context, job: QueryJob, isNew: boolean): object {
  const state = isNew ? 'UploadComplete' : currentState(context, job);
  const facts = {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: restDateTime(job.createdAt),
    systemModstamp: restDateTime(job.createdAt),
    state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
  if (isNew) return facts;
  return {
    ...facts,
    jobType: 'V2Query',
    numberRecordsProcessed: state === 'JobComplete' ? job.positions.length : 0,
    retries: 0,
    totalProcessingTime: Math.max(0, context.clock() - job.createdAt),
    isPkChunkingSupported: true,
    ...(state === 'Failed' ? {errorMessage: job.failure?.message} : {}),
  };
}

function abort(context: Context, job: QueryJob, body: unknown): object {
  const {state} = (body ?? {}) as {state?: unknown};
  if (state !== 'Aborted')
    throw new ApiError(400, 'INVALIDJOBSTATE', `Invalid job state: ${String(state)}`);
  if (isOver(currentState(context, job)))
    throw wrongState('The job is already over and cannot be aborted');
  job.abortedAt = context.clock();
  return jobJson(context, job, false);
}

function wrongState(message: string): ApiError {
  return new ApiError(400, 'INVALIDJOBSTATE', message);
}

// A locator is the base64 of the number of the first record, so it stays good for ever.
function locatorOf(offset: number): string {
  return Buffer.from(String(offset)).toString('base64');
}

function offsetOf(locator: string | undefined): number {
  if (locator === undefined || locator === '') return 0;
  const text = Buffer.from(locator, 'base64').toString();
  if (!/^\d+$/.test(text))
    throw new ApiError(400, 'INVALID_LOCATOR', `Invalid locator: ${locator}`);
  return Number(text);
}

function checkResults(context: Context, job: QueryJob, request: FastifyRequest<Call>): void {
  if (currentState(context, job) !== 'JobComplete')
    throw wrongState(`The job is not complete: it is ${currentState(context, job)}`);
  if (request.params.version.toLowerCase() !== `v${job.version}`)
    throw new ApiError(
      409,
      'API_VERSION_CONFLICT',
      `The job was created with version ${job.version} of the API`,
    );
}

function sendResults(
  context: Context,
  job: QueryJob,
  request: FastifyRequest<Call>,
  reply: FastifyReply,
): unknown {
  checkResults(context, job, request);
  const offset = offsetOf(request.query.locator);
  const page = pageSizeOf(context, request);
  const positions = job.positions.subarray(offset, offset + page);
  const end = offset + positions.length;
  reply
    .type('text/csv')
    .header('Sforce-NumberOfRecords', String(positions.length))
    .header('Sforce-Locator', end < job.positions.length ? locatorOf(end) : 'null');
  return reply.send(
    Readable.from(counted(context, writeCsv(job.columns, positions, job)), {objectMode: false}),
  );
}

function pageSizeOf({options}: Context, {query}: FastifyRequest<Call>): number {
  const size = Number(query.maxRecords ?? options.bulkPageSize ?? 100_000);
  if (Number.isInteger(size) && size >= 1) return size;
  throw new ApiError(400, 'INVALID_PARAMETER', `Invalid maxRecords: ${query.maxRecords}`);
}

function* counted({bulkUsage}: Context, chunks: Iterable<Buffer>): Generator<Buffer> {
  for (const chunk of chunks) {
    bulkUsage.resultBytes += chunk.length;
    yield chunk;
  }
}

function pagesOf(context: Context, job: QueryJob, request: FastifyRequest<Call>): object {
  checkResults(context, job, request);
  return resultPages(context.resultPages.form, {
    url: context.options.instanceUrl ?? context.url,
    version: job.version,
    id: job.id,
    total: job.positions.length,
    offset: offsetOf(request.query.locator),
    size: pageSizeOf(context, request),
    locatorOf,
  });
}
