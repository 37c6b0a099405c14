import {ApiError, notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import type {ObjectDescribe, ObjectType, RecordTypeInfo} from '../objects/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';

type ObjectParams = {Params: {object: string}};

/** Global describe, describe of one object, and its short form; the Tooling API describes the same objects. */
export function addDescribeRoutes(api: Api, context: Context): void {
  const since = new Date(Math.floor(context.clock() / 1000) * 1000);
  for (const base of [
    '/services/data/:version/sobjects',
    '/services/data/:version/tooling/sobjects',
  ])
    addRoutes(api, context, {base, since});
}

function addRoutes(
  {app, sessionOf}: Api,
  context: Context,
  {base, since}: {base: string; since: Date},
): void {
  app.get(base, async (request, reply) => {
    const session = sessionOf(request);
    if (isUnmodified(request.headers['if-modified-since'], since)) return reply.code(304).send();
    reply.header('last-modified', since.toUTCString());
    return {
      encoding: 'UTF-8',
      maxBatchSize: 200,
      sobjects: context.org.types
        .filter(type => session.typeOf(type.name))
        .map(type => summary(session, type)),
    };
  });
  app.get<ObjectParams>(`${base}/:object/describe`, async (request, reply) => {
    const session = sessionOf(request);
    const type = typeOrThrow(session, request.params.object);
    if (isUnmodified(request.headers['if-modified-since'], since)) return reply.code(304).send();
    reply.header('last-modified', since.toUTCString());
    return fullDescribe(context, session, type);
  });
  app.get<ObjectParams>(`${base}/:object`, async request => {
    const session = sessionOf(request);
    const type = typeOrThrow(session, request.params.object);
    return {objectDescribe: summary(session, type), recentItems: []};
  });
}

/** The object of this name as the caller sees it; throws NOT_FOUND when there is none. */
export function typeOrThrow(session: Session, name: string): ObjectType {
  const type = session.typeOf(name);
  if (!type) throw notFound();
  return type;
}

function isUnmodified(header: string | undefined, since: Date): boolean {
  if (header === undefined) return false;
  const asked = Date.parse(header);
  if (Number.isNaN(asked))
    throw new ApiError(400, 'INVALID_HEADER', `Invalid If-Modified-Since header: ${header}`);
  return asked >= since.getTime();
}

const summaryAttributes = [
  'activateable',
  'associateEntityType',
  'associateParentEntity',
  'createable',
  'custom',
  'customSetting',
  'deepCloneable',
  'deletable',
  'deprecatedAndHidden',
  'feedEnabled',
  'hasSubtypes',
  'isInterface',
  'isSubtype',
  'keyPrefix',
  'label',
  'labelPlural',
  'layoutable',
  'mergeable',
  'mruEnabled',
  'name',
  'queryable',
  'replicateable',
  'retrieveable',
  'searchable',
  'triggerable',
  'undeletable',
  'updateable',
];

function summary({version}: Session, {name, describe}: ObjectType): Record<string, unknown> {
  const base = `/services/data/v${version}/sobjects/${name}`;
  return {
    ...Object.fromEntries(summaryAttributes.map(key => [key, describe[key] ?? defaultOf(key)])),
    urls: {rowTemplate: `${base}/{ID}`, describe: `${base}/describe`, sobject: base},
  };
}

function answered({emulatedPicklists, ...info}: RecordTypeInfo): object {
  return info;
}

function defaultOf(attribute: string): false | null {
  return attribute.startsWith('associate') ? null : false;
}

function fullDescribe(context: Context, {version}: Session, type: ObjectType): ObjectDescribe {
  const base = `/services/data/v${version}/sobjects/${type.name}`;
  const ui = `${context.options.instanceUrl ?? context.url}/`;
  const {recordTypeInfos, keyPrefix} = type.describe;
  return {
    ...type.describe,
    recordTypeInfos: (recordTypeInfos as RecordTypeInfo[] | undefined)?.map(info => ({
      ...answered(info),
      urls: {layout: `${base}/describe/layouts/${info.recordTypeId}`},
    })),
    urls: {
      compactLayouts: `${base}/describe/compactLayouts`,
      rowTemplate: `${base}/{ID}`,
      approvalLayouts: `${base}/describe/approvalLayouts`,
      uiDetailTemplate: `${ui}{ID}`,
      uiEditTemplate: `${ui}{ID}/e`,
      listviews: `${base}/listviews`,
      describe: `${base}/describe`,
      uiNewRecord: `${ui}${keyPrefix}/e`,
      quickActions: `${base}/quickActions`,
      layouts: `${base}/describe/layouts`,
      sobject: base,
    },
  };
}
