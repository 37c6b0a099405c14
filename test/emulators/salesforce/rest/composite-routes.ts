import type {FastifyInstance, FastifyRequest} from 'fastify';
import {ApiError} from '../answers/index.js';
import type {Context} from '../context.js';
import {isRecord} from '../dml/index.js';
import type {Api} from '../server/create-server.js';
import {fillReferences} from './fill-references.js';
import {readList, unreadable} from './read-list.js';
import {callInside, readCall} from './subrequest.js';

const mostRequests = 25;
const mostQueries = 5;
const mostNodes = 500;

interface CompositeRequest {
  method: string;
  url: string;
  referenceId: string;
  body?: unknown;
  httpHeaders?: Record<string, string>;
}

interface CompositeAnswer {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string;
}

/** Composite: up to 25 calls in one, later ones using what earlier ones answered; and graphs of such calls. */
export function addCompositeRoutes({app, sessionOf}: Api, context: Context): void {
  app.post('/services/data/:version/composite', async request => {
    sessionOf(request);
    const compositeRequest = readList(request.body, 'compositeRequest').map(readSubrequest);
    const {allOrNone = false} = (request.body ?? {}) as {allOrNone?: boolean};
    checkRequests(compositeRequest);
    return {compositeResponse: await attempt(request, compositeRequest, allOrNone)};
  });
  app.post('/services/data/:version/composite/graph', async request => {
    sessionOf(request);
    const graphs: object[] = [];
    for (const {graphId, requests} of readGraphs(request.body)) {
      const compositeResponse = await attempt(request, requests, true);
      const isSuccessful = compositeResponse.every(isSuccess);
      graphs.push({graphId, graphResponse: {compositeResponse}, isSuccessful});
    }
    return {graphs};
  });
  async function attempt(
    outer: FastifyRequest,
    requests: readonly CompositeRequest[],
    allOrNone: boolean,
  ): Promise<CompositeAnswer[]> {
    const work = () => callAll(app, outer, {requests, allOrNone});
    const isGood = (answers: CompositeAnswer[]) => !allOrNone || answers.every(isSuccess);
    const answers = await context.org.journal.attemptAsync(work, isGood);
    return isGood(answers) ? answers : answers.map(halted);
  }
}

/** Graphs of calls: each is done wholly or not at all, and together they have at most 500. */
function readGraphs(body: unknown): {graphId: string; requests: CompositeRequest[]}[] {
  const graphs = readList(body, 'graphs').map(({graphId, ...graph}) => {
    if (typeof graphId !== 'string') throw unreadable('a graph has no graphId');
    return {graphId, requests: readList(graph, 'compositeRequest').map(readSubrequest)};
  });
  const count = graphs.reduce((sum, {requests}) => sum + requests.length, 0);
  if (count > mostNodes)
    throw new ApiError(400, 'LIMIT_EXCEEDED', `Limit of ${mostNodes} nodes exceeded`);
  return graphs;
}

function readSubrequest({
  referenceId,
  body,
  httpHeaders,
  ...call
}: Record<string, unknown>): CompositeRequest {
  if (typeof referenceId !== 'string') throw unreadable('a subrequest has no referenceId');
  const headers = isRecord(httpHeaders) ? (httpHeaders as Record<string, string>) : {};
  return {...readCall(call), referenceId, body, httpHeaders: headers};
}

function checkRequests(requests: readonly CompositeRequest[]): void {
  const refuse = (message: string) => new ApiError(400, 'LIMIT_EXCEEDED', message);
  if (requests.length > mostRequests) throw refuse(`Limit of ${mostRequests} subrequests exceeded`);
  const isQuery = ({url}: CompositeRequest) =>
    /\/(query|queryAll|composite\/sobjects)\b/i.test(url);
  if (requests.filter(isQuery).length > mostQueries)
    throw refuse(`Limit of ${mostQueries} query and collection subrequests exceeded`);
  const names = requests.map(({referenceId}) => referenceId);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined)
    throw new ApiError(400, 'INVALID_INPUT', `Duplicate referenceId: ${repeated}`);
}

async function callAll(
  app: FastifyInstance,
  outer: FastifyRequest,
  {requests, allOrNone}: {requests: readonly CompositeRequest[]; allOrNone: boolean},
): Promise<CompositeAnswer[]> {
  const answers: CompositeAnswer[] = [];
  const bodies = new Map<string, unknown>();
  for (const request of requests) {
    const isHopeless = allOrNone && !answers.every(isSuccess);
    const answer = isHopeless ? halted(request) : await callOne(app, outer, {request, bodies});
    answers.push(answer);
    if (isSuccess(answer)) bodies.set(request.referenceId, answer.body);
  }
  return answers;
}

async function callOne(
  app: FastifyInstance,
  outer: FastifyRequest,
  {request, bodies}: {request: CompositeRequest; bodies: ReadonlyMap<string, unknown>},
): Promise<CompositeAnswer> {
  const {referenceId, method, httpHeaders} = request;
  const filled = fillReferences({url: request.url, body: request.body}, bodies);
  if ('error' in filled)
    return {
      body: [{errorCode: 'PROCESSING_HALTED', message: filled.error}],
      httpHeaders: {},
      httpStatusCode: 400,
      referenceId,
    };
  const {url, body} = filled.value as {url: string; body?: unknown};
  const answer = await callInside(app, outer, {method, url, body, headers: httpHeaders ?? {}});
  return {
    body: answer.body,
    httpHeaders: answer.headers,
    httpStatusCode: answer.status,
    referenceId,
  };
}

function isSuccess({httpStatusCode}: CompositeAnswer): boolean {
  return httpStatusCode < 400;
}

// With allOrNone, only the call that failed tells why.
function halted(answer: {referenceId: string; httpStatusCode?: number}): CompositeAnswer {
  if (answer.httpStatusCode !== undefined && answer.httpStatusCode >= 400)
    return answer as CompositeAnswer;
  const message =
    'The transaction was rolled back since another operation in the same transaction failed.';
  return {
    body: [{errorCode: 'PROCESSING_HALTED', message}],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId: answer.referenceId,
  };
}
