import {ApiError, notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import {parseDateTime} from '../dml/index.js';
import type {Table} from '../org/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {restDateTime} from '../soql/index.js';
import {typeOrThrow} from './describe-routes.js';

type Call = {Params: {object: string}; Querystring: {start?: string; end?: string}};

const day = 86_400_000;
const mostDays = {updated: 30, deleted: 15};
const mostIds = 600_000;

/** Which records of an object were changed or deleted in a span of time. */
export function addReplicationRoutes({app, sessionOf}: Api, context: Context): void {
  app.get<Call>('/services/data/:version/sobjects/:object/updated', async request => {
    const session = sessionOf(request);
    const table = tableOf(context, typeOrThrow(session, request.params.object).name);
    const span = spanOf(context, request.query, mostDays.updated);
    const ids = limited(updatedIn(session, table, span));
    return {ids, latestDateCovered: restDateTime(span.end)};
  });
  app.get<Call>('/services/data/:version/sobjects/:object/deleted', async request => {
    const table = tableOf(context, typeOrThrow(sessionOf(request), request.params.object).name);
    const span = spanOf(context, request.query, mostDays.deleted);
    const found = table.deletions.filter(({time}) => time >= span.start && time < span.end);
    return {
      deletedRecords: limited(found).map(({id, time}) => ({deletedDate: restDateTime(time), id})),
      earliestDateAvailable: restDateTime(context.clock() - mostDays.deleted * day),
      latestDateCovered: restDateTime(span.end),
    };
  });
}

interface Span {
  start: number;
  end: number;
}

function spanOf({clock}: Context, {start, end}: Call['Querystring'], days: number): Span {
  const span = {start: timeOf(start), end: timeOf(end)};
  if (span.end - span.start <= 60_000)
    throw new ApiError(
      400,
      'INVALID_REPLICATION_DATE',
      'start date must be at least one minute before the end date',
    );
  if (span.start < clock() - days * day)
    throw new ApiError(
      400,
      'INVALID_REPLICATION_DATE',
      `startDate before org replication enablement date or more than ${days} days ago`,
    );
  return span;
}

// Minutes are what counts: seconds are cut off.
function timeOf(text = ''): number {
  const time = parseDateTime(text.replace(/ (\d\d:?\d\d)$/, '+$1'));
  if (time === undefined)
    throw new ApiError(400, 'INVALID_REPLICATION_DATE', `invalid date: ${text}`);
  return Math.floor(time / 60_000) * 60_000;
}

function tableOf({org}: Context, name: string): Table {
  const table = org.table(name);
  if (!table) throw notFound();
  return table;
}

function updatedIn({isVisible}: Session, table: Table, {start, end}: Span): string[] {
  const stampOf = table.reader('SystemModstamp');
  const ids: string[] = [];
  for (let position = 0; position < table.size; position++) {
    const stamp = Number(stampOf(position));
    const isThere = table.exists(position) && !table.isDeleted(position);
    if (stamp >= start && stamp < end && isThere && isVisible?.(table, position) !== false)
      ids.push(table.idAt(position));
  }
  return ids;
}

function limited<T>(items: T[]): T[] {
  if (items.length <= mostIds) return items;
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', `more than ${mostIds} ids`);
}
