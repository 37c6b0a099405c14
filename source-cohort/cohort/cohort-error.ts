import {
  ConnectorError,
  type Failure,
  type RefusalReader,
  toPlainText,
} from '@cohort-salesforce/spec';
import {describePage, type HttpError, looksLikeJson} from '@cohort-salesforce/spec/http';
import {validateApiError} from './generated/validators.js';

/** What Cohort itself says about a call it refuses: HTTP 417 `{code, message}`. */
export interface Refusal {
  code: string;
  message: string;
}

/** A failed call -> what the user can do about it. Cohort's own words are kept as facts. */
export function toCohortError(error: HttpError): ConnectorError {
  const {status, method, url} = error;
  const refusal = parseRefusal(error.body);
  const {failure, message} = explain(error, refusal);
  const facts = {
    method,
    url,
    status,
    isExplained: refusal !== undefined,
    ...(refusal && {code: refusal.code, said: refusal.message}),
  };
  return new ConnectorError({failure, message, cause: error, facts});
}

/** For sending users in parts. */
export const COHORT_REFUSALS: RefusalReader = {refusalOf, refusalOfContent};

/** The refusal that a call ended with, if it is one that Cohort explains; else undefined. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof ConnectorError)) return undefined;
  const {status, code, said} = error.facts;
  const isRefusal = status === 417 || status === 400 || status === 413 || status === 422;
  if (!isRefusal) return undefined;
  return {code: String(code ?? `HTTP_${status}`), message: String(said ?? error.message)};
}

/**
 * A failure that may be about what was sent although nobody says so: a firewall's page, an answer that is none, an
 * error of the server, a connection that is cut off. Undefined for what is about the key, the path or the rate.
 */
function refusalOfContent(error: unknown): Refusal | undefined {
  if (!(error instanceof ConnectorError) || typeof error.facts.status !== 'number')
    return undefined;
  const {status, isExplained} = error.facts;
  if (isExplained === true || !mayBeContent(status)) return undefined;
  const code = status === 0 ? 'NO_ANSWER' : `HTTP_${status}`;
  const {message} = error.cause instanceof Error ? error.cause : error;
  return {code, message: `A request with this record fails and succeeds without it (${message})`};
}

// A dead key, a redirect, a wrong path and too many calls concern every record alike.
function mayBeContent(status: number): boolean {
  return ![401, 404, 429].includes(status) && (status < 300 || status >= 400);
}

// Cohort explains a refusal as JSON. The statuses of a dead login, of pauses and of trouble mean what they say.
function isGatewayPage({status, body, isRetryable}: HttpError): boolean {
  const isRefusal = status >= 400 && status < 500 && status !== 401 && status !== 404;
  return isRefusal && !isRetryable && !looksLikeJson(body);
}

function parseRefusal(body: string): Refusal | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return validateApiError(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function explain(
  error: HttpError,
  refusal: Refusal | undefined,
): {failure: Failure; message: string} {
  const {status} = error;
  const said = refusal ? `: ${refusal.code}: ${refusal.message}` : wordsOf(error.body);
  if (status === 0) return {failure: 'transient_error', message: `Cohort: ${error.message}.`};
  if (status === 429) {
    return {failure: 'transient_error', message: `Cohort is asked too fast (${error.message}).`};
  }
  if (error.isBroken) {
    return {
      failure: 'transient_error',
      message: `Cohort, or a proxy in front of it, did not answer as its API does (${error.message}). Run again later. If this continues, ask the administrator of the network or the proxy.`,
    };
  }
  if (isGatewayPage(error)) {
    return {failure: 'config_error', message: explainGateway(error)};
  }
  if (error.isRetryable) {
    return {failure: 'transient_error', message: `Cohort has trouble (${error.message}${said}).`};
  }
  return {failure: failureOf(status), message: `${advise(status)} (${error.message}${said}).`};
}

const MAX_WORDS_CHARACTERS = 300;

// What is said in another form than Cohort's own may still be why.
function wordsOf(body: string): string {
  if (body.trim() === '') return '';
  const isPage = body.trimStart().startsWith('<');
  const text = toPlainText(body.replace(/\s+/g, ' ').trim(), MAX_WORDS_CHARACTERS);
  return `, with ${isPage ? describePage(body) : text}`;
}

function explainGateway({message, body}: HttpError): string {
  return `A gateway or firewall in front of Cohort rejects the request (${message}, with ${describePage(body)}). Ask the network administrator to let this machine reach Cohort's API.`;
}

function failureOf(status: number): Failure {
  const isConfig = status < 400 || status === 401 || status === 403 || status === 404;
  return isConfig ? 'config_error' : 'system_error';
}

function advise(status: number): string {
  if (status < 400) return 'Cohort answers with a redirect, which is not followed: correct api_url';
  if (status === 401) {
    return 'Cohort does not accept the API key: copy it anew from Cohort Admin > Settings > Integrations';
  }
  if (status === 403) {
    return 'The API key may not do this: give it the permission, or make another key, in Cohort Admin > Settings > Integrations';
  }
  if (status === 404) return 'Cohort does not know this path: correct api_url, or api.paths';
  return 'Cohort refuses the request';
}
