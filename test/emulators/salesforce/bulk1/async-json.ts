import {restDateTime} from '../soql/index.js';
import type {Json} from './async-format.js';
import type {AsyncBatch, AsyncJob} from './async-job.js';

/** A job as its calls tell it. */
export function jobJson(job: AsyncJob): Json {
  const {rows, batches} = job;
  const inState = (state: AsyncBatch['state']) =>
    batches.filter(batch => batch.state === state).length;
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: rows.session.userId,
    createdDate: restDateTime(job.createdAt),
    systemModstamp: restDateTime(job.changedAt),
    state: job.state,
    externalIdFieldName: rows.key?.name ?? null,
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    numberBatchesQueued: inState('Queued'),
    numberBatchesInProgress: inState('InProgress'),
    numberBatchesCompleted: inState('Completed'),
    numberBatchesFailed: inState('Failed'),
    numberBatchesTotal: batches.length,
    numberRecordsProcessed: sum(batches, 'processed'),
    numberRetries: 0,
    apiVersion: Number(rows.session.version),
    assignmentRuleId: rows.session.autoAssign ?? null,
    fastPathEnabled: false,
    numberRecordsFailed: sum(batches, 'failed'),
    totalProcessingTime: sum(batches, 'processingMs'),
    apiActiveProcessingTime: sum(batches, 'processingMs'),
    apexProcessingTime: 0,
  };
}

function sum(batches: readonly AsyncBatch[], key: 'processed' | 'failed' | 'processingMs'): number {
  return batches.reduce((total, batch) => total + batch[key], 0);
}

/** A batch as its calls tell it. */
export function batchJson(job: AsyncJob, batch: AsyncBatch): Json {
  return {
    id: batch.id,
    jobId: job.id,
    state: batch.state,
    stateMessage: batch.stateMessage ?? null,
    createdDate: restDateTime(batch.createdAt),
    systemModstamp: restDateTime(batch.changedAt),
    numberRecordsProcessed: batch.processed,
    numberRecordsFailed: batch.failed,
    totalProcessingTime: batch.processingMs,
    apiActiveProcessingTime: batch.processingMs,
    apexProcessingTime: 0,
  };
}
