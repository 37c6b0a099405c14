import type {FastifyRequest} from 'fastify';
import {ApiError, notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import {
  convertJson,
  deleteRecord,
  failed,
  insertRecord,
  isRecord,
  isUpsertKey,
  readInput,
  resultJson,
  type SaveResult,
  saveAll,
  saveUnlessLocked,
  updateRecord,
  upsertRecord,
} from '../dml/index.js';
import type {FieldDescribe} from '../objects/index.js';
import {isIdShaped, type Table} from '../org/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {typeOrThrow} from './describe-routes.js';
import {readTexts} from './read-list.js';
import {recordJson} from './record-json.js';

const mostRecords = 200;
const mostRetrieved = 2000;

type Sent = Record<string, unknown>;
type Params = {Params: {object: string; field: string}};

/** sObject Collections: up to 200 records created, updated, upserted, deleted or retrieved by one call. */
export function addCollectionRoutes({app, sessionOf}: Api, context: Context): void {
  const base = '/services/data/:version/composite/sobjects';
  app.post(base, async request => {
    const session = sessionOf(request);
    return collect(context, request, record => insertOne(session, record));
  });
  app.patch(base, async request => {
    const session = sessionOf(request);
    return collect(context, request, record => updateOne(session, record));
  });
  app.patch<Params>(`${base}/:object/:field`, async request =>
    upsertMany(context, sessionOf(request), request),
  );
  app.delete<{Querystring: {ids?: string; allOrNone?: string}}>(base, async request => {
    const session = sessionOf(request);
    const ids = checkSize((request.query.ids ?? '').split(',').filter(Boolean), mostRecords);
    const remove = (id: string) =>
      saveUnlessLocked(context.control.faults, id, () => deleteOne(session, id));
    const removals = ids.map(id => () => remove(id));
    const results = saveAll(context.org, request.query.allOrNone === 'true', removals);
    return results.map(result => resultJson(result));
  });
  app.post<Params>(`${base}/:object`, async request => {
    const [ids, fields] = [readTexts(request.body, 'ids'), readTexts(request.body, 'fields')];
    return retrieve(sessionOf(request), request.params.object, ids, fields);
  });
  app.get<Params & {Querystring: {ids?: string; fields?: string}}>(
    `${base}/:object`,
    async request => {
      const {ids = '', fields = ''} = request.query;
      return retrieve(sessionOf(request), request.params.object, ids.split(','), fields.split(','));
    },
  );
}

function collect(
  {control, org}: Context,
  request: FastifyRequest,
  save: (record: Sent) => SaveResult,
  withCreated = false,
): object[] {
  const {records, allOrNone} = (request.body ?? {}) as {records?: unknown; allOrNone?: unknown};
  if (!Array.isArray(records) || !records.every(isRecord))
    throw new ApiError(
      400,
      'JSON_PARSER_ERROR',
      'The HTTP entity body is required, but this request has no entity body.',
    );
  const guarded = (record: Sent) => {
    const id = typeof record.id === 'string' ? record.id : undefined;
    return saveUnlessLocked(control.faults, id, () => save(record));
  };
  const saves = checkSize(records, mostRecords).map(record => () => guarded(record));
  const results = saveAll(org, allOrNone === true, saves);
  return results.map(result => resultJson(result, withCreated));
}

function checkSize<T>(items: T[], most: number): T[] {
  if (items.length <= most) return items;
  throw new ApiError(
    400,
    'EXCEEDED_MAX_SIZE_REQUEST',
    `The request has ${items.length} records, ${most} are allowed`,
  );
}

function insertOne(session: Session, record: Sent): SaveResult {
  const table = tableOf(session, record);
  if (!table) return noType(record);
  return insertRecord(session, table, inputOf(session, table, record));
}

function updateOne(session: Session, record: Sent): SaveResult {
  const {id: lower, Id: upper, ...rest} = record;
  const id = String(lower ?? upper ?? '');
  const table = tableOf(session, record);
  if (!table) return noType(record);
  if (id === '') return failed('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
  return updateRecord(session, table, id, inputOf(session, table, rest));
}

function deleteOne(session: Session, id: string): SaveResult {
  const table = session.org.tableOfId(id);
  if (!isIdShaped(id) || !table) return failed('MALFORMED_ID', `malformed id ${id}`);
  return deleteRecord(session, table, id);
}

function upsertMany(context: Context, session: Session, request: FastifyRequest<Params>): object[] {
  const {object, field} = request.params;
  const type = typeOrThrow(session, object);
  const table = context.org.table(object);
  const key = type.field(field);
  if (!table || !key || !isUpsertKey(key, context.options.emailUpsert ?? false))
    throw notFound(`Provided external ID field does not exist or is not accessible: ${field}`);
  const seen = new Set<string>();
  return collect(context, request, record => upsertOne({session, table, key, seen}, record), true);
}

function upsertOne(
  {
    session,
    table,
    key,
    seen,
  }: {session: Session; table: Table; key: FieldDescribe; seen: Set<string>},
  record: Sent,
): SaveResult {
  const input = inputOf(session, table, record);
  const id = [...input.values.keys()].find(field => field.type === 'id');
  if (id && key.type !== 'id')
    return failed(
      'INVALID_FIELD',
      'cannot specify both an external ID reference and a salesforce id',
    );
  const value = String(input.values.get(key) ?? '').toLowerCase();
  if (value !== '' && seen.has(value))
    return failed(
      'DUPLICATE_EXTERNAL_ID',
      `Duplicate external id specified: ${input.values.get(key)}`,
      [key.name],
    );
  seen.add(value);
  return upsertRecord(session, table, key, input);
}

function inputOf(session: Session, table: Table, record: Sent) {
  return readInput(session.typeOf(table.type.name) ?? table.type, record, convertJson);
}

function tableOf({org, typeOf}: Session, {attributes}: Sent): Table | undefined {
  const name = isRecord(attributes) ? String(attributes.type) : '';
  return typeOf(name) && org.table(name);
}

function noType({attributes}: Sent): SaveResult {
  const name = isRecord(attributes) ? String(attributes.type) : '';
  return failed('INVALID_TYPE', `sObject type '${name}' is not supported.`);
}

function retrieve(
  session: Session,
  object: string,
  ids: string[],
  fields: string[],
): (object | null)[] {
  const type = typeOrThrow(session, object);
  const table = session.org.table(type.name);
  return checkSize(ids, mostRetrieved).map(id => {
    const position = table?.positionOf(id.trim());
    if (!table || position === undefined || table.isDeleted(position)) return null;
    if (session.isVisible?.(table, position) === false) return null;
    return recordJson(session, table, position, fields.join(','));
  });
}
