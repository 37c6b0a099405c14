import {ApiError} from '../answers/index.js';
import {isUpsertKey} from '../dml/index.js';
import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Session} from '../session/index.js';
import {type IngestJob, type Operation, operations} from './ingest-job.js';
import {readFormat} from './job-format.js';

export interface IngestBody {
  object?: unknown;
  operation?: unknown;
  externalIdFieldName?: unknown;
  assignmentRuleId?: unknown;
  columnDelimiter?: unknown;
  lineEnding?: unknown;
  contentType?: unknown;
}

/** Checks the body of a new job. */
export function createIngestJob(
  session: Session,
  body: IngestBody,
  {id, now, folder, emailUpsert}: {id: string; now: number; folder: string; emailUpsert: boolean},
): IngestJob {
  const type = typeof body.object === 'string' ? session.typeOf(body.object) : undefined;
  if (!type) throw invalid(`InvalidEntity : ${String(body.object)}`, 'INVALIDENTITY');
  const operation = operations.find(known => known === body.operation);
  if (!operation) throw invalid(`InvalidJob : Invalid operation : ${String(body.operation)}`);
  return {
    id,
    operation,
    object: type.name,
    type,
    key: keyOf(type, operation, {name: body.externalIdFieldName, emailUpsert}),
    session: {...session, autoAssign: ruleOf(body)},
    createdAt: now,
    changedAt: now,
    state: 'Open',
    ...readFormat(body),
    files: {
      upload: `${folder}/${id}.csv`,
      successful: `${folder}/${id}-successful.csv`,
      failed: `${folder}/${id}-failed.csv`,
    },
    isUploaded: false,
    processed: 0,
    failed: 0,
    processingMs: 0,
  };
}

function keyOf(
  type: ObjectType,
  operation: Operation,
  {name, emailUpsert}: {name: unknown; emailUpsert: boolean},
): FieldDescribe | undefined {
  if (operation !== 'upsert') return undefined;
  const key = typeof name === 'string' ? type.field(name) : undefined;
  if (key && isUpsertKey(key, emailUpsert)) return key;
  throw invalid(`InvalidJob : Invalid external ID field name : ${String(name)}`);
}

// Unlike a REST call, a job applies an assignment rule only when it names one.
function ruleOf({assignmentRuleId}: IngestBody): string | undefined {
  return typeof assignmentRuleId === 'string' ? assignmentRuleId : undefined;
}

function invalid(message: string, code = 'INVALIDJOB'): ApiError {
  return new ApiError(400, code, message);
}
