import {Readable} from 'node:stream';
import {ConnectorError, type Context} from '@cohort-salesforce/spec';
import {
  createHttpClient,
  createServerClock,
  type HttpClient,
  HttpError,
  type HttpRequest,
  type HttpResponse,
  looksLikeJson,
  type ServerClock,
} from '@cohort-salesforce/spec/http';
import {CALL_OPTIONS} from './call-options.js';
import {parseLimitInfo} from './limit-info.js';
import type {Session, Sessions} from './login/sessions.js';
import type {ApiUsage} from './salesforce.js';
import {isConcurrencyLimit, toSalesforceError} from './salesforce-error.js';

/** A request to the org: no host and no credentials yet. */
export interface OrgRequest extends Omit<HttpRequest, 'url'> {
  /** From the root: `/services/...`. */
  path: string;
}

export interface TextAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Every call to the org goes through here: session, repetition, counting and errors in one place. */
export interface Transport {
  text(request: OrgRequest): Promise<TextAnswer>;
  stream(request: OrgRequest): Promise<HttpResponse>;
  apiUsage(): ApiUsage | undefined;
  clock: ServerClock;
  close(): Promise<void>;
}

// Salesforce ends a query after two minutes and says so, which a client that hangs up by then never hears.
const MAX_SILENCE_MS = 180_000;

export function createTransport(
  sessions: Sessions,
  context: Context,
  {maxCalls = Number.POSITIVE_INFINITY}: {maxCalls?: number | undefined} = {},
): Transport {
  let calls = 0;
  const clock = createServerClock();
  let usage: ApiUsage | undefined;
  const http = createHttpClient({
    onCall: () => {
      calls += 1;
      context.countApiCalls();
    },
    timeoutMs: MAX_SILENCE_MS,
    limitMs: context.callLimitMs,
    accept: looksLikeJson,
    isTemporary: isConcurrencyLimit,
    onRetry: error => {
      context.log('INFO', `Salesforce: ${error.message}; trying again.`);
      if (error.limit) context.rateLimited(error.limit.resetsAt);
    },
  });

  async function call<Answer extends {headers: Record<string, string>}>(
    request: OrgRequest,
    send: (client: HttpClient, request: HttpRequest) => Promise<Answer>,
  ): Promise<Answer> {
    if (calls >= maxCalls) throw callsUsedUp();
    const session = await sessions.current();
    context.learnSecret(session.accessToken);
    try {
      const answer = await send(http, authorized(request, session)).catch(async error => {
        // Nothing was done yet, so the call may go out again: once, with another session.
        if (!isSessionOver(error)) throw error;
        const renewed = await sessions.renew(session);
        context.learnSecret(renewed.accessToken);
        if (request.body instanceof Readable) throw sentInPart(error);
        return send(http, authorized(request, renewed));
      });
      usage = parseLimitInfo(answer.headers['sforce-limit-info']) ?? usage;
      if (usage) context.apiCallsLeft(usage.limit - usage.used);
      clock.learn(answer.headers.date);
      return answer;
    } catch (error) {
      throw toSalesforceError(error);
    }
  }

  return {
    text: request => call(request, (client, authorizedRequest) => client.text(authorizedRequest)),
    stream: request =>
      call(request, (client, authorizedRequest) => client.stream(authorizedRequest)),
    apiUsage: () => usage,
    clock,
    close: async () => {
      if (usage) context.report('api-usage', usage);
      await http.close();
    },
  };
}

function authorized({path, headers, ...request}: OrgRequest, session: Session): HttpRequest {
  return {
    ...request,
    url: session.instanceUrl + path,
    headers: {
      'accept-encoding': 'gzip',
      ...CALL_OPTIONS,
      ...headers,
      authorization: `Bearer ${session.accessToken}`,
    },
  };
}

// A stream cannot go out twice: what is left of it would look like the whole.
function sentInPart(cause: HttpError): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Salesforce ended the session during ${cause.method} ${new URL(cause.url).pathname}; a new one has begun.`,
    cause,
    facts: {status: cause.status, url: cause.url},
  });
}

function callsUsedUp(): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message:
      'This run has made as many calls of Salesforce as max_api_calls allows. The state is kept: run again to go on, or raise max_api_calls.',
  });
}

function isSessionOver(error: unknown): boolean {
  return error instanceof HttpError && error.status === 401;
}
