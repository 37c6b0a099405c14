import {
  ConnectorError,
  type Failure,
  type RefusalReader,
  type WholeRefusal,
} from '@cohort-salesforce/spec';
import {HttpError, looksLikeJson} from '@cohort-salesforce/spec/http';
import {describeBody} from './describe-body.js';
import {loginAdvice} from './login/login-advice.js';

/** A refusal by Salesforce, wherever it came from: an answer of its own or a part of a batch. */
export interface Refusal {
  /** 0 when there was no answer. */
  status: number;
  /** The answer's body as text. */
  body: string;
  /** Without the query. */
  url: string;
  method: string;
  cause?: unknown;
}

/** What was thrown by a call, as the one error of the connectors; others pass unchanged. */
export function toSalesforceError(thrown: unknown): unknown {
  return thrown instanceof HttpError ? refusalError({...refusalOf(thrown), cause: thrown}) : thrown;
}

export function refusalError(refusal: Refusal): ConnectorError {
  const {status, url, method, cause} = refusal;
  const {errorCode, message} = readRefusal(refusal);
  const {failure, advice} = isGatewayPage(refusal) ? GATEWAY : judge({errorCode, message}, refusal);
  const said = [errorCode, message].filter(Boolean).join(': ');
  const what =
    status === 0
      ? `Salesforce: ${message}.`
      : `Salesforce refused ${method} ${new URL(url, 'https://instance').pathname} (${said}).`;
  return new ConnectorError({
    failure,
    message: advice ? `${what} ${advice}` : what,
    facts: {errorCode, status, url},
    ...(cause !== undefined && {cause}),
  });
}

/** Salesforce's own code of the error a call threw, such as `INVALID_FIELD`; undefined for other errors. */
export function errorCodeOf(error: unknown): string | undefined {
  if (error instanceof HttpError) return readRefusal(refusalOf(error)).errorCode;
  return error instanceof ConnectorError
    ? (error.facts.errorCode as string | undefined)
    : undefined;
}

/** Too many calls at this moment: the same call succeeds when others have ended. */
export function isConcurrencyLimit(error: HttpError): boolean {
  return error.status === 403 && /ConcurrentRequests|concurrent.+limit exceeded/i.test(error.body);
}

function refusalOf({status, body, url, method, message, isBroken}: HttpError): Refusal {
  // A page of some proxy says nothing of what Salesforce did.
  if (isBroken) return {status: 0, body: message, url, method};
  return {status, body: status === 0 ? message : body, url, method};
}

interface Said {
  errorCode: string;
  message: string;
}

// `[{errorCode, message}]`, `{error, error_description}` of OAuth, or some page of a proxy in between.
function readRefusal({status, body}: Refusal): Said {
  const unknown = {
    errorCode: status === 0 ? 'NO_ANSWER' : `HTTP_${status}`,
    message: status === 0 ? beginningOf(body) : describeBody(body),
  };
  try {
    const value: unknown = JSON.parse(body);
    const first = (Array.isArray(value) ? value[0] : value) as Record<string, unknown> | undefined;
    const errorCode = first?.errorCode ?? first?.exceptionCode ?? first?.error;
    if (typeof errorCode !== 'string') return unknown;
    const message = first?.message ?? first?.exceptionMessage ?? first?.error_description ?? '';
    return {errorCode, message: beginningOf(String(message))};
  } catch {
    return unknown;
  }
}

function beginningOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

// Salesforce explains a refusal as JSON. The statuses of a dead login, of wrong paths and of pauses mean what they say.
function isGatewayPage({status, body}: Refusal): boolean {
  const isRefusal = status >= 400 && status < 500 && !MEANT.has(status);
  return isRefusal && !(body.trim() !== '' && looksLikeJson(body));
}

const MEANT = new Set([401, 404, 408, 410, 420, 425, 429]);

/**
 * For writing in parts. Salesforce itself never refuses a call of several records for one of them, except for a value that it
 * cannot read.
 */
export const SALESFORCE_REFUSALS: RefusalReader = {refusalOf: explainedRefusal, refusalOfContent};

function explainedRefusal(error: unknown): WholeRefusal | undefined {
  const code = error instanceof ConnectorError ? errorCodeOf(error) : undefined;
  const isExplained = code !== undefined && !UNEXPLAINED.test(code);
  return isExplained ? {code, message: (error as Error).message} : undefined;
}

const UNEXPLAINED = /^(HTTP_\d+|NO_ANSWER|BROKEN_ANSWER)$/;

/** A failure that may be about what was sent although nobody says so: a firewall's page, an answer that is none. */
function refusalOfContent(error: unknown): WholeRefusal | undefined {
  if (!(error instanceof ConnectorError)) return undefined;
  const {errorCode, status} = error.facts;
  if (typeof errorCode !== 'string' || !UNEXPLAINED.test(errorCode)) return undefined;
  if (typeof status !== 'number' || MEANT.has(status)) return undefined;
  if (status >= 300 && status < 400) return undefined;
  const {message} = error.cause instanceof Error ? error.cause : error;
  const text = `A request with this record fails and succeeds without it (${message})`;
  return {code: errorCode, message: text};
}

interface Judgement {
  failure: Failure;
  /** What to do, for the user. */
  advice?: string;
}

function judge({errorCode, message}: Said, {status, url}: Refusal): Judgement {
  const isLogin = status >= 400 && status < 500 && url.includes('/services/oauth2/');
  const advice = isLogin ? loginAdvice(errorCode, message) : undefined;
  if (advice) return {failure: 'config_error', advice};
  const known = JUDGEMENTS.find(([codes]) => codes.test(errorCode))?.[1];
  if (known) return known;
  if (/implementation restriction/i.test(message)) return RESTRICTED;
  if (status === 0 || status === 408 || status === 420 || status === 425 || status === 429)
    return {failure: 'transient_error'};
  if (status >= 500) return {failure: 'transient_error'};
  return {failure: 'system_error'};
}

const RESTRICTED: Judgement = {
  failure: 'config_error',
  advice:
    'Ask the Salesforce administrator to give the integration user "View All Data", or leave this object out.',
};

const GATEWAY: Judgement = {
  failure: 'transient_error',
  advice:
    'A gateway or firewall in front of Salesforce rejects the request. Ask the network administrator to let this machine reach the org.',
};

const JUDGEMENTS: readonly (readonly [RegExp, Judgement])[] = [
  [
    /^REQUEST_LIMIT_EXCEEDED$/,
    {
      failure: 'transient_error',
      advice:
        "The org's API calls of the last 24 hours are used up. The state is kept: run again later, or ask Salesforce for a higher allowance.",
    },
  ],
  [
    /^(LIMIT_EXCEEDED|QUERY_TIMEOUT|INVALID_QUERY_LOCATOR|UNKNOWN_EXCEPTION|SERVER_UNAVAILABLE|UNABLE_TO_LOCK_ROW|rate_limit_exceeded)$/,
    {failure: 'transient_error'},
  ],
  [
    /^(API_DISABLED_FOR_ORG|API_CURRENTLY_DISABLED|FUNCTIONALITY_NOT_ENABLED)$/,
    {
      failure: 'config_error',
      advice:
        'Ask the Salesforce administrator to give the integration user the permission "API Enabled"; the edition must include the API.',
    },
  ],
  [
    /^(INSUFFICIENT_ACCESS.*|CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY)$/,
    {
      failure: 'config_error',
      advice:
        'Ask the Salesforce administrator to give the integration user access to this object.',
    },
  ],
  [/^OPERATION_TOO_LARGE$/, RESTRICTED],
  [
    /^TXN_SECURITY_METERING_ERROR$/,
    {
      failure: 'config_error',
      advice:
        'A transaction security policy blocks large queries. Ask the Salesforce administrator for the permission "Exempt from Transaction Security" for the integration user.',
    },
  ],
  [
    /^(INVALID_FIELD|INVALID_TYPE|NOT_FOUND|INVALIDENTITY)$/,
    {
      failure: 'config_error',
      advice:
        'Either it does not exist, or the integration user may not see it. Ask the Salesforce administrator for read access to the object and its fields, or discover the streams again.',
    },
  ],
  [
    /^(INVALID_SESSION_ID|INVALID_AUTH_HEADER)$/,
    {
      failure: 'config_error',
      advice:
        'A session that has just begun was refused. Ask the Salesforce administrator whether the IP ranges, the session policies and the scopes ("api") of the External Client App (or connected app) allow these calls.',
    },
  ],
  [
    /^(invalid_grant|inactive_user|inactive_org)$/,
    {
      failure: 'config_error',
      advice:
        'Log in again to get a new refresh token (each user may have five for one app; a sixth ends the oldest), or, for JWT and client credentials, ask the Salesforce administrator to admit the user to the app. Where the org prevents logins at login.salesforce.com, set login_url to its My Domain.',
    },
  ],
  [
    /^(invalid_client_id|invalid_client|invalid_app_access|unsupported_grant_type|invalid_request|unauthorized_client|access_denied|redirect_uri_mismatch|invalid_scope)$/,
    {
      failure: 'config_error',
      advice:
        'Check client_id and client_secret against the External Client App (or connected app), and that the app allows this way of logging in. is_sandbox or login_url must lead to the org of the app.',
    },
  ],
  [
    /^(GONE|UNSUPPORTED_API_VERSION)$/,
    {
      failure: 'config_error',
      advice: 'The org does not serve this version of the API: choose another one as api_version.',
    },
  ],
  [
    /^STORAGE_LIMIT_EXCEEDED$/,
    {
      failure: 'transient_error',
      advice:
        "The org's storage is full. The state is kept: free some or ask Salesforce for more, then run again.",
    },
  ],
  [
    /^(INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE|ORG_LOCKED|TRIAL_EXPIRED|TOTAL_REQUESTS_LIMIT_EXCEEDED|QUOTA_EXCEEDED)$/,
    {
      failure: 'transient_error',
      advice: 'The org takes no writes at the moment. The state is kept: run again later.',
    },
  ],
];
