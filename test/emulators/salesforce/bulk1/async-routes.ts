import {Readable} from 'node:stream';
import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {ApiError} from '../answers/index.js';
import type {Context} from '../context.js';
import {isTooDeep} from '../server/answer-errors.js';
import {supportOf} from '../server/api-versions.js';
import {sessionFor} from '../server/authenticate.js';
import type {Session} from '../session/index.js';
import {AsyncError} from './async-error.js';
import {document, elements, type Json, sendExactly, sendObject, wantsJson} from './async-format.js';
import type {AsyncBatch, AsyncJob} from './async-job.js';
import {AsyncJobs} from './async-jobs.js';
import {batchJson, jobJson} from './async-json.js';
import {ingestResult, queryResult} from './batch-results.js';
import {contentOf, readBodiesAsText, readJobBody} from './read-bodies.js';

type Params = {version: string; job: string; batch: string; result: string};
type Call = FastifyRequest<{Params: Params}>;

/** Bulk API 1: jobs of many batches, queries and writes, in CSV, JSON and XML. */
export function addAsyncRoutes(app: FastifyInstance, context: Context): void {
  app.register(async scope => {
    const jobs = new AsyncJobs(context);
    readBodiesAsText(scope);
    scope.addHook('onClose', async () => jobs.dispose());
    scope.setErrorHandler(async (error, request, reply) => sendError(error, request, reply));
    addJobRoutes(scope, context, jobs);
    addBatchRoutes(scope, context, jobs);
  });
}

const base = '/services/async/:version/job';

function addJobRoutes(app: FastifyInstance, context: Context, jobs: AsyncJobs): void {
  const send = (request: FastifyRequest, reply: FastifyReply, job: AsyncJob) =>
    sendObject(reply, {name: 'jobInfo', json: wantsJson(request), value: jobJson(job)});
  app.post(base, async (request, reply) => {
    const session = sessionOf(context, request as Call);
    const chunking = request.headers['sforce-enable-pkchunking'];
    const job = jobs.create(session, readJobBody(request), chunking as string | undefined);
    return send(request, reply.code(201), job);
  });
  app.get(`${base}/:job`, async (request, reply) => {
    sessionOf(context, request as Call);
    return send(request, reply, jobs.get((request as Call).params.job));
  });
  app.post(`${base}/:job`, async (request, reply) => {
    sessionOf(context, request as Call);
    const job = jobs.get((request as Call).params.job);
    jobs.change(job, readJobBody(request));
    return send(request, reply, job);
  });
}

function addBatchRoutes(app: FastifyInstance, context: Context, jobs: AsyncJobs): void {
  const url = `${base}/:job/batch`;
  const jobOf = (request: FastifyRequest) => {
    sessionOf(context, request as Call);
    return jobs.get((request as Call).params.job);
  };
  app.post(url, async (request, reply) => {
    const job = jobOf(request);
    refuseZip(request);
    const batch = jobs.addBatch(job, contentOf(request));
    return sendBatch(reply.code(201), job, batch);
  });
  app.get(url, async (request, reply) => sendBatches(reply, jobOf(request)));
  app.get(`${url}/:batch`, async (request, reply) => {
    const job = jobOf(request);
    return sendBatch(reply, job, batchOf(job, request));
  });
  app.get(`${url}/:batch/request`, async (request, reply) => {
    const job = jobOf(request);
    return sendContent(reply, job, batchOf(job, request).content);
  });
  app.get(`${url}/:batch/result`, async (request, reply) => {
    const job = jobOf(request);
    return sendResult(reply, job, completed(batchOf(job, request)));
  });
  app.get(`${url}/:batch/result/:result`, async (request, reply) => {
    const job = jobOf(request);
    const {found} = completed(batchOf(job, request));
    const {result} = (request as Call).params;
    const page = found?.results.find(({id}) => id.slice(0, 15) === result.slice(0, 15));
    if (!found || !page) throw new AsyncError('InvalidBatch', `Unable to find result: ${result}`);
    return sendContent(
      reply,
      job,
      Readable.from(queryResult(job, found, page), {objectMode: false}),
    );
  });
}

function sessionOf(context: Context, request: Call): Session {
  const {version} = request.params;
  if (supportOf(version) !== 'served')
    throw new AsyncError('InvalidVersion', `Unsupported API version: ${version}`);
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = String(request.headers['x-sfdc-session'] ?? bearer ?? '');
  const session = sessionFor(context, request, {token, version});
  if (!session) throw new AsyncError('InvalidSessionId', 'Invalid session id');
  context.usage.take();
  return session;
}

// Binary attachments come so; an emulated org says that it does not take them.
function refuseZip({headers}: FastifyRequest): void {
  const type = headers['content-type'] ?? '';
  if (/^(zip\/|application\/zip\b)/i.test(type))
    throw new AsyncError('InvalidBatch', `Unsupported content type: ${type}`);
}

function batchOf(job: AsyncJob, request: FastifyRequest): AsyncBatch {
  const {batch: id} = (request as Call).params;
  const batch = job.batches.find(known => known.id.slice(0, 15) === id.slice(0, 15));
  if (!batch) throw new AsyncError('InvalidBatch', `Unable to find batch: ${id}`);
  return batch;
}

function completed(batch: AsyncBatch): AsyncBatch {
  if (batch.state === 'Completed') return batch;
  throw new AsyncError('InvalidBatch', batch.stateMessage ?? 'Batch not completed');
}

// Whatever is about batches comes in the form of the job.
function sendBatch(reply: FastifyReply, job: AsyncJob, batch: AsyncBatch): FastifyReply {
  const json = job.contentType === 'JSON';
  return sendObject(reply, {name: 'batchInfo', json, value: batchJson(job, batch)});
}

function sendBatches(reply: FastifyReply, job: AsyncJob): FastifyReply {
  const value = {batchInfo: job.batches.map(batch => batchJson(job, batch))};
  return sendObject(reply, {name: 'batchInfoList', json: job.contentType === 'JSON', value});
}

const types = {CSV: 'text/csv', JSON: 'application/json', XML: 'application/xml'};

function sendContent(reply: FastifyReply, job: AsyncJob, content: string | Readable): FastifyReply {
  const type = types[job.contentType];
  return typeof content === 'string'
    ? sendExactly(reply, type, content)
    : reply.type(type).send(content);
}

function sendResult(reply: FastifyReply, job: AsyncJob, {found, saved}: AsyncBatch): FastifyReply {
  if (saved) return sendContent(reply, job, ingestResult(job, saved));
  const ids = found?.results.map(({id}) => id) ?? [];
  if (job.contentType === 'JSON')
    return sendExactly(reply, 'application/json', JSON.stringify(ids));
  return sendExactly(reply, 'application/xml', document('result-list', elements('result', ids)));
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const {code, message, status} = toAsyncError(error);
  const value: Json = {exceptionCode: code, exceptionMessage: message};
  return sendObject(reply.code(status), {name: 'error', json: wantsJson(request), value});
}

function toAsyncError(error: unknown): AsyncError {
  if (error instanceof AsyncError) return error;
  if (error instanceof ApiError && error.errorCode === 'REQUEST_LIMIT_EXCEEDED')
    return new AsyncError('ExceededQuota', error.message, 403);
  if (isTooDeep(error))
    return new AsyncError('ClientInputError', 'The request is nested too deeply');
  const {statusCode = 500, message} = error as {statusCode?: number; message?: string};
  const isTheirs = error instanceof ApiError || statusCode < 500;
  return new AsyncError(
    isTheirs ? 'ClientInputError' : 'Unknown',
    String(message),
    isTheirs ? 400 : 500,
  );
}
