import {ApiError} from '../answers/index.js';
import type {Session} from '../session/index.js';
import {csvColumns} from '../soql/index.js';
import {readFormat} from './job-format.js';
import type {QueryJob} from './query-job.js';
import {selectRows} from './select-rows.js';

interface Body {
  operation?: unknown;
  query?: unknown;
  columnDelimiter?: unknown;
  lineEnding?: unknown;
  contentType?: unknown;
}

/** Checks and runs the query of a new job. */
export function createQueryJob(
  session: Session,
  body: Body,
  {id, now}: {id: string; now: number},
): QueryJob {
  const {operation, query} = body;
  if (operation !== 'query' && operation !== 'queryAll')
    throw new ApiError(400, 'INVALIDJOB', `Invalid operation: ${String(operation)}`);
  if (typeof query !== 'string') throw new ApiError(400, 'INVALIDJOB', 'No query was specified');
  const rows = selectRows(session, query, operation === 'queryAll');
  const {binding, positions, snapshot, failure} = rows;
  return {
    id,
    operation,
    object: binding.type.name,
    createdById: session.userId,
    version: session.version,
    createdAt: now,
    ...readFormat(body),
    positions,
    columns: csvColumns(binding),
    snapshot,
    ...(failure ? {failure: {at: now, message: failure}} : {}),
  };
}
