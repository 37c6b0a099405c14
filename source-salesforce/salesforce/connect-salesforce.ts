import {Readable} from 'node:stream';
import {type Context, parseJsonOrUndefined, stringifyJson} from '@cohort-salesforce/spec';
import {createHttpClient, looksLikeJson} from '@cohort-salesforce/spec/http';
import {Connection} from 'jsforce/lib/connection.js';
import {apiVersionOf} from './api-version.js';
import {CALL_OPTIONS} from './call-options.js';
import {createCollections} from './collections.js';
import {createGetBatch} from './composite-batch.js';
import {createDescribes} from './describes.js';
import {createJsforceTransport} from './jsforce-transport.js';
import {type Identity, parseIdentityUrl} from './login/identity.js';
import {requestToken, type TokenAnswer} from './login/request-token.js';
import type {SalesforceLogin} from './login/salesforce-login.js';
import {createSessions} from './login/sessions.js';
import {brokenAnswer, isObject, requireAnswer} from './parse-answer.js';
import {createQueries} from './query.js';
import type {ApiRequest, Salesforce} from './salesforce.js';
import {toSalesforceError} from './salesforce-error.js';
import {createTransport, type OrgRequest} from './transport.js';

// jsforce composes absolute URLs; which host they lead to is for the session to say.
const ORIGIN = 'https://instance';

/**
 * Logs in and resolves with the org. `login` is the connector's whole config: when Salesforce hands out a new refresh
 * token, the config with it goes to `context.saveConfig` before anything else happens.
 */
export async function connectSalesforce(
  login: SalesforceLogin & {max_api_calls?: number},
  context: Context,
): Promise<Salesforce> {
  const apiVersion = apiVersionOf(login);
  const sessions = createSessions(login, context, config => logIn(config, context));
  const transport = createTransport(sessions, context, {maxCalls: login.max_api_calls});
  const jsforce = new Connection({instanceUrl: ORIGIN, version: apiVersion});
  jsforce._transport = createJsforceTransport(({url, ...request}) =>
    transport.text({...request, path: url.slice(ORIGIN.length)}),
  );
  async function request<Answer>({isAnswer, ...apiRequest}: ApiRequest): Promise<Answer> {
    const asked = {method: apiRequest.method, path: apiRequest.path, isAnswer};
    let answer: unknown;
    // A body that is not JSON is no answer and is asked for again; only a change has nothing to say.
    const accept = (body: string) => {
      answer = parseJsonOrUndefined(body);
      return answer !== undefined || (body === '' && asked.method !== 'GET');
    };
    await transport.text({...toOrgRequest(apiRequest, apiVersion), accept});
    return requireAnswer(answer, asked) as Answer;
  }

  async function identity(): Promise<Identity> {
    const {identityUrl} = await sessions.current();
    const identity = parseIdentityUrl(identityUrl);
    if (identity) return identity;
    const path = `/services/data/v${apiVersion}`;
    const answer = await request<unknown>({method: 'GET', path, isAnswer: isObject});
    const asked = parseIdentityUrl(isObject(answer) ? answer.identity : undefined);
    if (asked) return asked;
    throw brokenAnswer({method: 'GET', path}, 'does not say which org and user the login is for');
  }

  const getBatch = createGetBatch(request, apiVersion);
  await sessions.current();
  return {
    apiVersion,
    instanceUrl: async () => (await sessions.current()).instanceUrl,
    ...createDescribes(request, getBatch),
    limits: async () => jsforce.limits() as ReturnType<Salesforce['limits']>,
    request,
    stream: apiRequest => transport.stream(toOrgRequest(apiRequest, apiVersion)),
    ...createQueries(request, getBatch),
    collections: createCollections(request),
    identity,
    apiUsage: transport.apiUsage,
    now: transport.clock.now,
    latest: transport.clock.latest,
    clockAhead: transport.clock.ahead,
    close: transport.close,
  };
}

async function logIn(
  login: SalesforceLogin,
  {callLimitMs: limitMs}: Context,
): Promise<TokenAnswer> {
  const http = createHttpClient({retries: 3, accept: looksLikeJson, limitMs});
  // A login that is repeated only begins another session.
  const transport = createJsforceTransport(request => {
    const headers = {...request.headers, ...CALL_OPTIONS};
    return http.text({...request, headers, isRepeatable: true});
  });
  try {
    return await requestToken(login, transport);
  } catch (error) {
    throw toSalesforceError(error);
  } finally {
    await http.close();
  }
}

function toOrgRequest(
  {path, body, headers, ...request}: ApiRequest,
  apiVersion: string,
): OrgRequest {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body) || body instanceof Readable;
  return {
    ...request,
    path: path.startsWith('/services/') ? path : `/services/data/v${apiVersion}${path}`,
    headers: {
      ...(body !== undefined && !isRaw && {'content-type': 'application/json'}),
      ...headers,
    },
    ...(body !== undefined && {body: isRaw ? body : stringifyJson(body)}),
  };
}
