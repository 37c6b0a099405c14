import type {FastifyReply, FastifyRequest} from 'fastify';
import {ApiError, notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import {
  convertJson,
  deleteRecord,
  insertRecord,
  isHidden,
  isRecord,
  isUpsertKey,
  matchesOf,
  readInput,
  type SaveResult,
  saveUnlessLocked,
  updateRecord,
  upsertRecord,
} from '../dml/index.js';
import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Table} from '../org/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {typeOrThrow} from './describe-routes.js';
import type {QueryCursors} from './query-cursors.js';
import {readRelated} from './read-related.js';
import {recordJson} from './record-json.js';

type Params = {object: string; id?: string; field?: string; value?: string};
type Call = FastifyRequest<{Params: Params; Querystring: {fields?: string; updateOnly?: string}}>;

/** One record: created, read, changed, deleted; by Id or by an external id. */
export function addRecordRoutes(
  {app, sessionOf}: Api,
  context: Context,
  cursors: QueryCursors,
): void {
  const base = '/services/data/:version/sobjects/:object';
  const at = (request: unknown) =>
    targetOf(context, sessionOf(request as FastifyRequest), request as Call);
  app.post(base, async (request, reply) => {
    const target = at(request);
    return created(reply, insert(target), target);
  });
  app.post(`${base}/Id`, async (request, reply) => {
    const target = at(request);
    return created(reply, insert(target), target);
  });
  app.get(`${base}/:id`, async request => read(at(request)));
  app.patch(`${base}/:id`, async (request, reply) => changed(reply, update(at(request))));
  app.delete(`${base}/:id`, async (request, reply) => changed(reply, remove(at(request))));
  app.get(`${base}/:field/:value`, async (request, reply) => {
    const target = at(request);
    const related = relatedOf(target);
    if (!related) return readByKey(target, reply);
    const found = readRelated(related, cursors, context.options.queryPageSize ?? 2000);
    if (found instanceof Buffer) reply.type('application/octet-stream');
    return found;
  });
  app.patch(`${base}/:field/:value`, async (request, reply) => upsert(at(request), reply));
  app.delete(`${base}/:field/:value`, async (request, reply) => {
    const target = at(request);
    const [position, ...more] = matches(target);
    if (more.length > 0) return severalFound(target, reply);
    if (position === undefined) throw notFound();
    return changed(reply, deleteRecord(target.session, target.table, target.table.idAt(position)));
  });
}

interface Target {
  context: Context;
  session: Session;
  table: Table;
  type: ObjectType;
  params: Params;
  body: unknown;
  query: {fields?: string; updateOnly?: string};
}

function targetOf(context: Context, session: Session, {params, body, query}: Call): Target {
  const type = typeOrThrow(session, params.object);
  const table = context.org.table(type.name);
  if (!table) throw notFound();
  return {context, session, table, type, params, body, query};
}

function inputOf({type, body}: Target) {
  if (!isRecord(body))
    throw new ApiError(
      400,
      'JSON_PARSER_ERROR',
      'The HTTP entity body is required, but this request has no entity body.',
    );
  return readInput(type, body, convertJson);
}

function insert(target: Target): SaveResult {
  const {session, table, context} = target;
  const input = inputOf(target);
  return saveUnlessLocked(context.control.faults, undefined, () =>
    insertRecord(session, table, input),
  );
}

function update(target: Target): SaveResult {
  const {session, table} = target;
  const id = existingId(target);
  const input = inputOf(target);
  if ([...input.values.keys()].some(field => field.type === 'id'))
    throw new ApiError(
      400,
      'INVALID_FIELD',
      'The Id field should not be specified in the sobject data.',
      ['Id'],
    );
  return saveUnlessLocked(target.context.control.faults, id, () =>
    updateRecord(session, table, id, input),
  );
}

function remove(target: Target): SaveResult {
  return deleteRecord(target.session, target.table, existingId(target));
}

// Only ids that were never given are unknown here; a deleted record answers so itself.
function existingId({table, params: {id = ''}}: Target): string {
  if (!/^[a-zA-Z0-9]{15,18}$/.test(id))
    throw notFound(`Provided external ID field does not exist or is not accessible: ${id}`);
  if (table.positionOf(id) === undefined) throw notFound();
  return id;
}

function read(target: Target): object {
  const {session, table} = target;
  const position = table.positionOf(existingId(target));
  const isThere =
    position !== undefined &&
    !table.isDeleted(position) &&
    session.isVisible?.(table, position) !== false;
  if (!isThere) throw notFound();
  return recordJson(session, table, position, target.query.fields);
}

function keyOf({type, params: {field = ''}, context}: Target): FieldDescribe {
  const key = type.field(field);
  if (!key || !isUpsertKey(key, context.options.emailUpsert ?? false))
    throw notFound(`Provided external ID field does not exist or is not accessible: ${field}`);
  return key;
}

function matches(target: Target): number[] {
  const {session, table} = target;
  const found = matchesOf(table, keyOf(target), target.params.value ?? '');
  return found.filter(position => !isHidden(session, table, position));
}

// An Id in the place of the field: what is related to this record.
function relatedOf({session, table, type, params, query}: Target) {
  const {field: id = '', value: name = ''} = params;
  const isId = /^[a-zA-Z0-9]{15,18}$/.test(id) && !type.field(id);
  const position = isId ? table.positionOf(id) : undefined;
  if (position === undefined) return undefined;
  const isThere = !table.isDeleted(position) && session.isVisible?.(table, position) !== false;
  if (!isThere) throw notFound();
  return {session, table, type, position, name, fields: query.fields};
}

function readByKey(target: Target, reply: FastifyReply): unknown {
  const [position, ...more] = matches(target);
  if (more.length > 0) return severalFound(target, reply);
  if (position === undefined) throw notFound();
  return recordJson(target.session, target.table, position, target.query.fields);
}

function severalFound(target: Target, reply: FastifyReply): unknown {
  const {table, type, session} = target;
  const urls = matches(target).map(
    position => `/services/data/v${session.version}/sobjects/${type.name}/${table.idAt(position)}`,
  );
  return reply.code(300).send(urls);
}

function upsert(target: Target, reply: FastifyReply): unknown {
  const {session, table, params, query} = target;
  const key = keyOf(target);
  const found = matches(target);
  if (found.length > 1) return severalFound(target, reply);
  if (found.length === 0 && query.updateOnly === 'true') throw notFound();
  const input = inputOf(target);
  if (input.values.has(key))
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `The ${key.name} field should not be specified in the sobject data.`,
      [key.name],
    );
  input.values.set(key, convertJson(key, params.value ?? ''));
  const result = saveUnlessLocked(target.context.control.faults, undefined, () =>
    upsertRecord(session, table, key, input),
  );
  if (!result.success) throw errorOf(result);
  if (result.created || Number(session.version) >= 46)
    return reply
      .code(result.created ? 201 : 200)
      .send({id: result.id, success: true, errors: [], created: result.created});
  return reply.code(204).send();
}

function created(reply: FastifyReply, result: SaveResult, {session, type}: Target): unknown {
  if (!result.success) throw errorOf(result);
  const url = `/services/data/v${session.version}/sobjects/${type.name}/${result.id}`;
  reply.header('location', url);
  return reply.code(201).send({id: result.id, success: true, errors: []});
}

function changed(reply: FastifyReply, result: SaveResult): unknown {
  if (!result.success) throw errorOf(result);
  return reply.code(204).send();
}

function errorOf({errors}: SaveResult & {success: false}): ApiError {
  const [first] = errors;
  const code = first?.statusCode ?? 'UNKNOWN_EXCEPTION';
  const status =
    code === 'ENTITY_IS_DELETED' ? 404 : code.startsWith('INSUFFICIENT_ACCESS') ? 403 : 400;
  return new RecordError(
    status,
    errors.map(({statusCode, message, fields}) => ({message, errorCode: statusCode, fields})),
  );
}

class RecordError extends ApiError {
  readonly #errors: {message: string; errorCode: string; fields: string[]}[];

  constructor(status: number, errors: {message: string; errorCode: string; fields: string[]}[]) {
    super(status, errors[0]?.errorCode ?? '', errors[0]?.message ?? '');
    this.#errors = errors;
  }

  override get body(): unknown[] {
    return this.#errors;
  }
}
