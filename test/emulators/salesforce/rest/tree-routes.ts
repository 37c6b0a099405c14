import {ApiError} from '../answers/index.js';
import type {Context} from '../context.js';
import {convertJson, insertRecord, isRecord, readInput, type SaveError} from '../dml/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {typeOrThrow} from './describe-routes.js';
import {readList} from './read-list.js';

const mostRecords = 200;
const mostLevels = 5;

type Sent = Record<string, unknown>;
type Result = {referenceId: string; id: string} | {referenceId: string; errors: SaveError[]};

/** Composite Tree: records created together with their children, all or none. */
export function addTreeRoutes({app, sessionOf}: Api, context: Context): void {
  app.post<{Params: {object: string}}>(
    '/services/data/:version/composite/tree/:object',
    async (request, reply) => {
      const session = sessionOf(request);
      const {name} = typeOrThrow(session, request.params.object);
      const records = readList(request.body, 'records');
      if (records.reduce((sum, record) => sum + countOf(record), 0) > mostRecords)
        throw new ApiError(400, 'LIMIT_EXCEEDED', `A tree may have ${mostRecords} records`);
      if (records.some(record => depthOf(record) > mostLevels))
        throw new ApiError(400, 'LIMIT_EXCEEDED', `A tree may have ${mostLevels} levels`);
      const isGood = (results: Result[]) => results.every(result => 'id' in result);
      const results = context.org.journal.attempt(
        () => records.flatMap(record => insertTree(session, name, record)),
        isGood,
      );
      if (isGood(results)) return reply.code(201).send({hasErrors: false, results});
      return reply
        .code(400)
        .send({hasErrors: true, results: results.filter(result => 'errors' in result)});
    },
  );
}

function countOf(record: Sent): number {
  return Object.values(record).reduce<number>(
    (sum, value) => sum + childrenIn(value).reduce((inner, child) => inner + countOf(child), 0),
    1,
  );
}

function depthOf(record: Sent): number {
  const children = Object.values(record).flatMap(childrenIn);
  return 1 + Math.max(0, ...children.map(depthOf));
}

function childrenIn(value: unknown): Sent[] {
  return isRecord(value) && Array.isArray(value.records) ? value.records.filter(isRecord) : [];
}

function insertTree(session: Session, object: string, record: Sent): Result[] {
  const type = typeOrThrow(session, object);
  const table = session.org.table(object);
  const attributes = isRecord(record.attributes) ? record.attributes : {};
  const referenceId = String(attributes.referenceId ?? '');
  const own = Object.entries(record).filter(([, value]) => childrenIn(value).length === 0);
  const input = readInput(type, Object.fromEntries(own), convertJson);
  const result = table && insertRecord(session, table, input);
  if (!result?.success) return [{referenceId, errors: result?.errors ?? []}];
  const children = Object.entries(record).flatMap(([name, value]) =>
    childrenIn(value).flatMap(child =>
      insertChild(session, {object, name, parentId: result.id}, child),
    ),
  );
  return [{referenceId, id: result.id}, ...children];
}

function insertChild(
  session: Session,
  {object, name, parentId}: {object: string; name: string; parentId: string},
  child: Sent,
): Result[] {
  const relation = session.org.childRelationship(typeOrThrow(session, object), name);
  if (!relation)
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `No such column '${name}' on sobject of type ${object}`,
    );
  return insertTree(session, relation.childSObject, {...child, [relation.field]: parentId});
}
