import {Readable} from 'node:stream';
import type {FastifyReply, FastifyRequest} from 'fastify';
import {ApiError} from '../answers/index.js';
import type {Context} from '../context.js';
import type {Api} from '../server/create-server.js';
import {restDateTime} from '../soql/index.js';
import type {IngestJob} from './ingest-job.js';
import {IngestJobs} from './ingest-jobs.js';
import {resultFile, unprocessedRows} from './ingest-results.js';
import {isMultipart, readMultipart} from './multipart-job.js';
import {storeText, storeUpload} from './store-upload.js';

type Call = {Params: {id: string}};

/** Bulk API 2.0 ingest jobs. */
export function addIngestJobRoutes({app, sessionOf}: Api, context: Context): void {
  const jobs = new IngestJobs(context);
  app.addHook('onClose', async () => jobs.dispose());
  const base = '/services/data/:version/jobs/ingest';
  const jobOf = (request: FastifyRequest<Call>): IngestJob => {
    sessionOf(request);
    return jobs.get(request.params.id);
  };
  app.post(base, async request => create(jobs, request, sessionOf(request)));
  app.get(base, async request => {
    sessionOf(request);
    return {done: true, records: jobs.all.map(job => jobJson(job, true)), nextRecordsUrl: null};
  });
  app.get<Call>(`${base}/:id`, async request => jobJson(jobOf(request), true));
  app.put<Call>(`${base}/:id/batches`, async (request, reply) =>
    upload(jobOf(request), request, reply),
  );
  app.patch<Call>(`${base}/:id`, async request => change(jobs, jobOf(request), request.body));
  app.delete<Call>(`${base}/:id`, async (request, reply) => {
    jobs.delete(jobOf(request));
    return reply.code(204).send();
  });
  app.get<Call>(`${base}/:id/successfulResults`, async (request, reply) =>
    csv(reply, resultFile(jobOf(request), 'successful')),
  );
  app.get<Call>(`${base}/:id/failedResults`, async (request, reply) =>
    csv(reply, resultFile(jobOf(request), 'failed')),
  );
  app.get<Call>(`${base}/:id/unprocessedrecords`, async (request, reply) =>
    csv(reply, unprocessedRows(jobOf(request))),
  );
}

function csv(reply: FastifyReply, stream: Readable): FastifyReply {
  return reply.type('text/csv').send(stream);
}

async function create(
  jobs: IngestJobs,
  request: FastifyRequest,
  session: Parameters<IngestJobs['create']>[0],
): Promise<object> {
  if (!isMultipart(request)) return jobJson(jobs.create(session, request.body ?? {}), false);
  const {body, content} = await readMultipart(request);
  const job = jobs.create(session, body);
  storeText(job, content);
  jobs.close(job);
  return jobJson(job, false);
}

async function upload(
  job: IngestJob,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (job.isUploaded)
    throw new ApiError(
      400,
      'BULK_API_ERROR',
      `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    );
  if (job.state !== 'Open')
    throw new ApiError(
      400,
      'INVALIDJOBSTATE',
      `Job ${job.id} is ${job.state}: nothing can be uploaded`,
    );
  const {body} = request;
  if (!(body instanceof Readable))
    throw new ApiError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `The content type of an upload is text/csv, not ${request.headers['content-type']}`,
    );
  job.isUploaded = true;
  try {
    await storeUpload(body, job.files.upload);
  } catch (error) {
    // An upload that broke off may be sent again.
    job.isUploaded = false;
    throw error;
  }
  return reply.code(201).send();
}

function change(jobs: IngestJobs, job: IngestJob, body: unknown): object {
  const {state} = (body ?? {}) as {state?: unknown};
  if (state === 'UploadComplete') jobs.close(job);
  else if (state === 'Aborted') jobs.abort(job);
  else throw new ApiError(400, 'INVALIDJOBSTATE', `Invalid job state: ${String(state)}`);
  return jobJson(job, false);
}

function jobJson(job: IngestJob, withProgress: boolean): object {
  const {version, userId, autoAssign} = job.session;
  const facts = {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: userId,
    createdDate: restDateTime(job.createdAt),
    systemModstamp: restDateTime(job.changedAt),
    state: job.state,
    ...(job.key ? {externalIdFieldName: job.key.name} : {}),
    ...(autoAssign ? {assignmentRuleId: autoAssign} : {}),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(version),
    contentUrl: `services/data/v${version}/jobs/ingest/${job.id}/batches`,
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
  return withProgress ? {...facts, ...progress(job)} : facts;
}

function progress(job: IngestJob): object {
  return {
    jobType: 'V2Ingest',
    numberRecordsProcessed: job.processed,
    numberRecordsFailed: job.failed,
    retries: 0,
    totalProcessingTime: job.processingMs,
    apiActiveProcessingTime: job.processingMs,
    apexProcessingTime: 0,
    ...(job.errorMessage ? {errorMessage: job.errorMessage} : {}),
  };
}
