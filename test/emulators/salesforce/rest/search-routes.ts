import {ApiError} from '../answers/index.js';
import {isRecord} from '../dml/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {parseSearch, runSearch, type Search, type SearchTarget, scopeOf} from '../sosl/index.js';

type Call = {Querystring: Record<string, string | undefined>};

/** SOSL search, and the form of it whose parts are parameters. */
export function addSearchRoutes({app, sessionOf}: Api): void {
  app.get<Call>('/services/data/:version/search', async request => {
    const session = sessionOf(request);
    if (!request.query.q) throw new ApiError(400, 'MALFORMED_SEARCH', 'No search term found.');
    return found(session, parseSearch(request.query.q));
  });
  const url = '/services/data/:version/parameterizedSearch';
  app.get<Call>(url, async request => found(sessionOf(request), fromQuery(request.query)));
  app.post(url, async request => found(sessionOf(request), fromBody(request.body)));
}

function found(session: Session, search: Search): object {
  const records = runSearch(session, search);
  // Up to version 36 the list stood alone.
  return Number(session.version) < 37 ? records : {searchRecords: records};
}

function fromQuery(query: Call['Querystring']): Search {
  const objects = [query.sobject ?? query.sobjects ?? []].flat().flatMap(text => text.split(','));
  const targets = objects.map(name => ({
    object: name,
    clauses: clausesOf({
      fields: query[`${name}.fields`] ?? query.fields,
      where: query[`${name}.where`],
      limit: query[`${name}.limit`] ?? query.defaultLimit,
    }),
  }));
  return searchOf({q: query.q, scope: query.in, limit: query.overallLimit}, targets);
}

function fromBody(body: unknown): Search {
  const sent = isRecord(body) ? body : {};
  const objects = Array.isArray(sent.sobjects) ? sent.sobjects.filter(isRecord) : [];
  const targets = objects.map(({name, fields, where, limit}) => ({
    object: String(name),
    clauses: clausesOf({
      fields: [fields ?? sent.fields ?? []].flat().join(','),
      where,
      limit: limit ?? sent.defaultLimit,
    }),
  }));
  return searchOf({q: sent.q, scope: sent.in, limit: sent.overallLimit}, targets);
}

function clausesOf({fields, where, limit}: Record<'fields' | 'where' | 'limit', unknown>): string {
  const condition = where ? ` WHERE ${where}` : '';
  return `${fields ?? ''}${condition}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}

function searchOf(
  {q, scope, limit}: {q: unknown; scope: unknown; limit: unknown},
  targets: SearchTarget[],
): Search {
  if (typeof q !== 'string' || q === '')
    throw new ApiError(400, 'MALFORMED_SEARCH', 'No search term found.');
  const most = Number(limit);
  return {
    term: q,
    scope: scopeOf(typeof scope === 'string' ? scope : 'ALL'),
    targets,
    ...(Number.isInteger(most) && most > 0 ? {limit: most} : {}),
  };
}
