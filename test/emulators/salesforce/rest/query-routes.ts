import type {FastifyRequest} from 'fastify';
import {ApiError} from '../answers/index.js';
import type {Context} from '../context.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {runQuery} from '../soql/index.js';
import {columnMetadata} from './column-metadata.js';
import {explainQuery} from './explain-query.js';
import type {QueryCursors} from './query-cursors.js';

type QueryString = {Querystring: {q?: string; columns?: string; explain?: string}};

const smallestPage = 200;

/** query, queryAll and their later pages; the Tooling API asks the same of the same objects. */
export function addQueryRoutes(
  {app, sessionOf}: Api,
  context: Context,
  cursors: QueryCursors,
): void {
  for (const resource of ['query', 'queryAll', 'tooling/query']) {
    const url = `/services/data/:version/${resource}`;
    app.get<QueryString>(url, async request => {
      const session = sessionOf(request);
      const {q, columns, explain} = request.query;
      if (explain) return explainQuery(session, explain);
      if (!q) throw new ApiError(400, 'MALFORMED_QUERY', 'SOQL statement is required');
      if (columns === 'true') return columnMetadata(session, q);
      return answer(cursors, session, q, {
        all: resource === 'queryAll',
        pageSize: pageSize(context, request),
      });
    });
    app.get<{Params: {locator: string}}>(`${url}/:locator`, async request =>
      cursors.next(request.params.locator, sessionOf(request).version),
    );
  }
}

function answer(
  cursors: QueryCursors,
  session: Session,
  text: string,
  {all, pageSize}: {all: boolean; pageSize: number},
): object {
  const result = runQuery({...session, sourceOf: table => table}, text, all);
  if (result.kind === 'count') return {totalSize: result.total, done: true, records: []};
  if (result.kind === 'aggregates')
    return {totalSize: result.records.length, done: true, records: result.records};
  const {positions, project, binding} = result;
  const {name} = binding.type;
  if (name.endsWith('Definition') && positions.length > pageSize)
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      `${name} does not support queryMore(), use LIMIT to restrict the results to a single batch`,
    );
  const isBig = name.endsWith('__b');
  return cursors.first(
    {positions, project, pageSize, userId: session.userId, isBig},
    session.version,
  );
}

function pageSize({options}: Context, request: FastifyRequest): number {
  const most = options.queryPageSize ?? 2000;
  const asked = /batchSize=(\d+)/i.exec(String(request.headers['sforce-query-options'] ?? ''))?.[1];
  return asked === undefined ? most : Math.min(Math.max(Number(asked), smallestPage), most);
}
