import {
  abortIngestJob,
  assertWithinApiBudget,
  awaitIngestJob,
  type CsvFile,
  createIngestJob,
  type IngestJob,
  SALESFORCE_REFUSALS,
  startIngestJob,
  uploadIngestFile,
} from '@cohort-salesforce/source-salesforce/salesforce';
import {ConnectorError} from '@cohort-salesforce/spec';
import type {OnResult} from '../batch/write-result.js';
import type {WriteContext} from '../write-context.js';
import {resolveResults, type SentChanges} from './resolve-results.js';

export interface JobUpload extends SentChanges {
  file: CsvFile;
}

const UPLOAD_ATTEMPTS = 3;

/** A gateway refused the file as a whole: nothing of it has arrived. */
export class UploadRefused extends Error {}

/** Runs one job from its creation to the result of each row. */
export async function runIngestJob(
  load: JobUpload,
  writeContext: WriteContext,
  onResult: OnResult,
): Promise<void> {
  const {salesforce, journal} = writeContext;
  const {id} = await uploadToNewJob(load, writeContext);
  // Unlike an upload: of a start that fails it is not known whether rows arrive, so no other job gets them.
  await startIngestJob(salesforce, id);
  const job = await awaitIngestJob(writeContext, id);
  if (isRefusedWhole(job)) throw refusedWhole(job);
  await resolveResults(job, load, {writeContext, onResult});
  await journal?.forget(job.id);
}

/** A file that did not arrive whole leaves a job behind that cannot be used: the next gets a new one. */
async function uploadToNewJob(load: JobUpload, writeContext: WriteContext): Promise<IngestJob> {
  const {salesforce, journal, context} = writeContext;
  for (let attempt = 1; ; attempt += 1) {
    assertWithinApiBudget(writeContext);
    const job = await createJob(load, writeContext);
    // From here on, Salesforce may receive rows: a run after a crash must know the job.
    await journal?.record({id: job.id, object: writeContext.target.object});
    try {
      await uploadIngestFile(salesforce, job, load.file);
      return job;
    } catch (error) {
      await abortIngestJob(salesforce, job.id);
      if (isPage(error)) {
        await journal?.forget(job.id);
        throw new UploadRefused(`The upload to the job ${job.id} is refused: ${error.message}`);
      }
      if (attempt === UPLOAD_ATTEMPTS || !isTransient(error)) throw error;
      await journal?.forget(job.id);
      context.log('WARN', `The upload to the job ${job.id} broke off; sending it to a new job.`);
    }
  }
}

function createJob({operation}: JobUpload, {salesforce, target, config}: WriteContext) {
  const header = config.duplicate_rule_header;
  return createIngestJob(salesforce, {
    object: target.object,
    operation,
    ...(header && {headers: {'Sforce-Duplicate-Rule-Header': header}}),
  });
}

// Without an answer the line is to blame, not what the file says.
function isPage(error: unknown): error is ConnectorError {
  const refusal = SALESFORCE_REFUSALS.refusalOfContent(error);
  return refusal !== undefined && /^HTTP_4/.test(refusal.code);
}

function isTransient(error: unknown): boolean {
  return error instanceof ConnectorError && error.failure === 'transient_error' && !isLimit(error);
}

function isLimit({facts}: ConnectorError): boolean {
  return facts.errorCode === 'REQUEST_LIMIT_EXCEEDED';
}

// The file as such was not understood: the same file would not be understood again.
function isRefusedWhole({state, errorMessage = ''}: IngestJob): boolean {
  return state === 'Failed' && /^(InvalidBatch|ClientInputError)\b/.test(errorMessage);
}

function refusedWhole({id, errorMessage}: IngestJob): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Salesforce refused the job ${id} as a whole: ${errorMessage}.`,
    facts: {job: id},
  });
}
