import type {FastifyRequest} from 'fastify';
import {ApiError, notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import {type FieldDescribe, type ObjectType, ownRecordTypes} from '../objects/index.js';
import type {Table, Value} from '../org/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {typeOrThrow} from './describe-routes.js';
import {recordJson} from './record-json.js';
import {callInside} from './subrequest.js';
import {eTagOf, objectInfo} from './ui-object-info.js';

type Call = FastifyRequest<{
  Params: {version: string; object: string; recordType: string; field: string; id: string};
  Querystring: {fields?: string; optionalFields?: string; layoutTypes?: string};
}>;

/**
 * The basic resources of the User Interface API: what an object is, its picklists, and single records.
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_top_level.htm
 */
export function addUiRoutes({app, sessionOf}: Api, context: Context): void {
  const base = '/services/data/:version/ui-api';
  app.get(`${base}/object-info`, async request => {
    const session = sessionOf(request);
    const types = context.org.types.filter(({name}) => session.typeOf(name)?.describe.layoutable);
    return {objects: Object.fromEntries(types.map(type => [type.name, shortInfo(session, type)]))};
  });
  app.get(`${base}/object-info/:object`, async request => {
    const {params} = request as Call;
    return objectInfo(typeOrThrow(sessionOf(request), params.object));
  });
  const picklists = `${base}/object-info/:object/picklist-values/:recordType`;
  app.get(picklists, async request => {
    const type = picklistOwner(sessionOf(request), request as Call);
    const fields = type.fields.filter(({picklistValues}) => picklistValues.length > 0);
    const values = fields.map(field => [field.name, picklistJson(request as Call, type, field)]);
    return {eTag: eTagOf(type.name), picklistFieldValues: Object.fromEntries(values)};
  });
  app.get(`${picklists}/:field`, async request => {
    const type = picklistOwner(sessionOf(request), request as Call);
    const field = type.field((request as Call).params.field);
    if (!field || field.picklistValues.length === 0) throw notFound();
    return picklistJson(request as Call, type, field);
  });
  app.get(`${base}/records/:id`, async request => {
    const {params, query} = request as Call;
    return readRecord(sessionOf(request), params.id, query);
  });
  addWriteRoutes({app, sessionOf}, `${base}/records`);
}

/** Writing is what it is elsewhere, in another form. */
function addWriteRoutes({app, sessionOf}: Api, base: string): void {
  app.post(base, async (request, reply) => {
    const {apiName, fields = {}} = (request.body ?? {}) as {apiName?: string; fields?: object};
    const type = typeOrThrow(sessionOf(request), String(apiName));
    const {status, body} = await write(request, 'POST', type.name, fields);
    if (status !== 201) return reply.code(status).send(body);
    const {id} = body as {id: string};
    return reply.code(201).send(readRecord(sessionOf(request), id, {layoutTypes: 'Full'}));
  });
  app.patch(`${base}/:id`, async (request, reply) => {
    const {id} = (request as Call).params;
    const {fields = {}} = (request.body ?? {}) as {fields?: object};
    const {table} = findRecord(sessionOf(request), id);
    const {status, body} = await write(request, 'PATCH', `${table.type.name}/${id}`, fields);
    if (status !== 204) return reply.code(status).send(body);
    return readRecord(sessionOf(request), id, {layoutTypes: 'Full'});
  });
  app.delete(`${base}/:id`, async (request, reply) => {
    const {id} = (request as Call).params;
    const {table} = findRecord(sessionOf(request), id);
    const {status, body} = await write(request, 'DELETE', `${table.type.name}/${id}`);
    return reply.code(status).send(body);
  });
  const write = (request: FastifyRequest, method: string, path: string, body?: object) => {
    const url = `/services/data/v${sessionOf(request).version}/sobjects/${path}`;
    return callInside(app, request, {method, url, body});
  };
}

function readRecord(session: Session, id: string, query: Call['query']): object {
  const {table, position} = findRecord(session, id);
  const type = typeOrThrow(session, table.type.name);
  const record = recordJson(session, table, position, fieldsIn(type, query));
  const {attributes, ...values} = record as Record<string, unknown>;
  const read = (name: string) => (type.field(name) ? table.value(position, name) : null);
  return {
    apiName: type.name,
    childRelationships: {},
    eTag: eTagOf(id + read('SystemModstamp')),
    fields: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, fieldJson(value)]),
    ),
    id: table.idAt(position),
    lastModifiedById: read('LastModifiedById'),
    lastModifiedDate: timeOf(read('LastModifiedDate')),
    recordTypeId: read('RecordTypeId'),
    recordTypeInfo: null,
    systemModstamp: timeOf(read('SystemModstamp')),
    weakEtag: Number(read('SystemModstamp') ?? 0),
  };
}

function findRecord(session: Session, id: string): {table: Table; position: number} {
  const table = session.org.tableOfId(id);
  const position = table?.positionOf(id);
  if (!table || position === undefined || table.isDeleted(position)) throw notFound();
  if (session.isVisible?.(table, position) === false) throw notFound();
  return {table, position};
}

const timeOf = (value: Value): string | null =>
  typeof value === 'number' ? new Date(value).toISOString() : null;

/** `Contact.Name,Contact.Account.Name`; with a layout, which here has every field, all of them. */
function fieldsIn(type: ObjectType, {fields, optionalFields, layoutTypes}: Call['query']) {
  if (fields === undefined && optionalFields === undefined && layoutTypes === undefined)
    throw new ApiError(
      400,
      'INVALID_PARAMETER',
      'Specify at least one of the parameters fields, optionalFields and layoutTypes',
    );
  if (layoutTypes !== undefined) return undefined;
  const split = (list = '') => list.split(',').filter(Boolean).map(bare);
  const bare = (name: string) => name.trim().replace(/^[^.]+\./, '');
  const optional = split(optionalFields).filter(name => name.includes('.') || type.field(name));
  return [...split(fields), ...optional];
}

function fieldJson(value: unknown): object {
  if (typeof value !== 'object' || value === null) return {displayValue: null, value};
  const {attributes, ...inner} = value as Record<string, unknown>;
  const fields = Object.entries(inner).map(([name, item]) => [name, fieldJson(item)]);
  return {displayValue: null, value: {fields: Object.fromEntries(fields)}};
}

function picklistOwner(session: Session, {params}: Call): ObjectType {
  const type = typeOrThrow(session, params.object);
  if (/^012/.test(params.recordType)) return type;
  throw new ApiError(400, 'INVALID_ID_FIELD', `Invalid record type id: ${params.recordType}`);
}

function picklistJson({params}: Call, type: ObjectType, field: FieldDescribe): object {
  const info = ownRecordTypes(type.describe).find(
    ({recordTypeId}) => recordTypeId.slice(0, 15) === params.recordType.slice(0, 15),
  );
  const allowed = info?.emulatedPicklists?.[field.name];
  const chosen = field.picklistValues.filter(
    ({active, value}) => active && (!allowed || allowed.includes(value)),
  );
  const values = chosen.map(({label, value}) => ({attributes: null, label, validFor: [], value}));
  const preset = chosen.findIndex(({defaultValue}) => defaultValue);
  const version = `v${params.version.replace(/^v/i, '')}`;
  return {
    controllerValues: {},
    defaultValue: values[preset] ?? null,
    eTag: eTagOf(type.name + field.name),
    url: `/services/data/${version}/ui-api/object-info/${type.name}/picklist-values/${params.recordType}/${field.name}`,
    values,
  };
}

function shortInfo({version}: Session, {name, keyPrefix, describe}: ObjectType): object {
  return {
    apiName: name,
    keyPrefix,
    label: describe.label,
    labelPlural: describe.labelPlural,
    nameFields: describe.fields.filter(({nameField}) => nameField).map(field => field.name),
    objectInfoUrl: `/services/data/v${version}/ui-api/object-info/${name}`,
  };
}
