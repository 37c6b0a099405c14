import {ApiError} from '../answers/index.js';
import {operations} from '../bulk/index.js';
import {isUpsertKey} from '../dml/index.js';
import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Session} from '../session/index.js';
import {AsyncError} from './async-error.js';
import type {Json} from './async-format.js';
import {type AsyncJob, contentTypes} from './async-job.js';

const mostChunked = 250_000;
const usualChunk = 100_000;

/** Checks the body of a new job. */
export function createAsyncJob(
  session: Session,
  body: Json,
  options: {id: string; now: number; emailUpsert: boolean; chunking: string | undefined},
): AsyncJob {
  const type = typeof body.object === 'string' ? session.typeOf(body.object) : undefined;
  if (!type) throw new AsyncError('InvalidEntity', `Entity '${body.object}' is not supported`);
  const operation = [...operations, 'query', 'queryAll'].find(known => known === body.operation);
  if (!operation) throw new AsyncError('InvalidJob', `Invalid operation: ${body.operation}`);
  const contentType = contentTypes.find(known => known === (body.contentType ?? 'XML'));
  if (!contentType)
    throw new AsyncError('InvalidJob', `Unsupported content type: ${body.contentType}`);
  const chunkSize = chunkSizeIn(options.chunking);
  return {
    id: options.id,
    operation: operation as AsyncJob['operation'],
    object: type.name,
    contentType,
    concurrencyMode: ['Serial', 1, '1'].includes(body.concurrencyMode as string)
      ? 'Serial'
      : 'Parallel',
    rows: {
      type,
      session: {...session, autoAssign: ruleOf(body)},
      operation: operation as AsyncJob['rows']['operation'],
      key: operation === 'upsert' ? keyOf(type, body, options.emailUpsert) : undefined,
    },
    createdAt: options.now,
    changedAt: options.now,
    state: 'Open',
    ...(chunkSize && operation.startsWith('query') ? {chunkSize} : {}),
    batches: [],
  };
}

function ruleOf({assignmentRuleId}: Json): string | undefined {
  return typeof assignmentRuleId === 'string' ? assignmentRuleId : undefined;
}

function keyOf(type: ObjectType, {externalIdFieldName: name}: Json, emailUpsert: boolean) {
  const key: FieldDescribe | undefined = typeof name === 'string' ? type.field(name) : undefined;
  if (key && isUpsertKey(key, emailUpsert)) return key;
  throw new AsyncError(
    'InvalidJob',
    `External ID Field does not exist or is not accessible: ${name}`,
  );
}

/** `Sforce-Enable-PKChunking: true; chunkSize=50000; parent=Account`, or only a size. */
function chunkSizeIn(header: string | undefined): number | undefined {
  if (header === undefined || /^\s*false\b/i.test(header)) return undefined;
  const size = Number(/chunkSize\s*=\s*(\d+)/i.exec(header)?.[1] ?? usualChunk);
  if (size >= 1 && size <= mostChunked) return size;
  throw new AsyncError('InvalidJob', `Invalid chunkSize: ${size}, the maximum is ${mostChunked}`);
}

/** What a REST error means in a job of Bulk API 1. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return `${error.errorCode}: ${error.message}`;
  return String((error as Error).message);
}
