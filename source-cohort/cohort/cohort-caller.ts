import {
  ConnectorError,
  type Context,
  configError,
  describeErrors,
  parseJsonOrUndefined,
  type Validator,
} from '@cohort-salesforce/spec';
import {
  createHttpClient,
  createServerClock,
  HttpError,
  type HttpRequest,
  isConfidential,
  Limiter,
  type ServerClock,
} from '@cohort-salesforce/spec/http';
import {type ApiSettings, toApiSettings} from './api-settings.js';
import type {CohortConfig} from './cohort-config.js';
import {toCohortError} from './cohort-error.js';
import type {ServerTimes} from './server-times.js';

export interface Call<Answer> {
  method: 'GET' | 'POST' | 'PATCH';
  /** Path and query, below `api_url`. */
  path: string;
  body?: string;
  /** Whether sending it twice does no harm. */
  isRepeatable?: boolean;
  validate: Validator<Answer>;
}

/** An answer as the contract has it, and how often it was asked for. */
export interface Answered<Answer> {
  answer: Answer;
  attempts: number;
  times: ServerTimes;
}

export interface CohortCaller {
  call<Answer>(call: Call<Answer>): Promise<Answered<Answer>>;
  clock: ServerClock;
  /** How many calls may be under way now. */
  callsAtOnce(): number;
  close(): Promise<void>;
}

interface Sent extends Pick<Answered<never>, 'attempts' | 'times'> {
  body: string;
}

// More are made only while Cohort answers as quickly as before.
const FIRST_CALLS_AT_ONCE = 8;
const DEFAULT_URL = 'https://api.getcohort.com';

/** Sends calls with the key, waits out what passes, and lets only valid answers in. */
export function createCohortCaller(config: CohortConfig, context: Context): CohortCaller {
  const settings = toApiSettings(config.api);
  const gate = new Limiter(settings.connections, {start: FIRST_CALLS_AT_ONCE});
  const http = createHttpClient({
    onCall: () => context.countApiCalls(),
    onRetry: ({message, limit}) => {
      context.log('DEBUG', `Sent again after a pause: ${message}`);
      if (!limit) return;
      gate.refused();
      context.rateLimited(limit.resetsAt);
    },
    timeoutMs: settings.timeout_seconds * 1000,
    connections: settings.connections,
    retries: settings.retries,
    limitMs: context.callLimitMs,
  });
  const clock = createServerClock();
  const base = baseOf(config);
  const headers = toHeaders(settings, config.api_key);

  async function send(request: HttpRequest): Promise<Sent> {
    try {
      return await gate.pass(async () => {
        const started = performance.now();
        const {body, attempts, headers} = await http.text(request);
        clock.learn(headers.date);
        const answered = clock.now();
        const began = answered - (performance.now() - started);
        return {body, attempts, times: {began, answered}};
      });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      // With fewer calls at once it may still work.
      if (error.status === 429 && gate.slowDown()) return send(request);
      throw toCohortError(error);
    }
  }

  return {
    async call({method, path, body, isRepeatable, validate}) {
      let exact: unknown;
      const accept = (text: string) => {
        exact = parseJsonOrUndefined(text);
        return exact !== undefined;
      };
      const {body: text, ...sent} = await send({
        accept,
        method,
        url: base + path,
        headers,
        ...(body !== undefined && {body}),
        ...(isRepeatable !== undefined && {isRepeatable}),
      });
      return {
        answer: requireAnswer({exact, text}, validate, `${method} ${path.split('?')[0]}`),
        ...sent,
      };
    },
    clock,
    callsAtOnce: () => gate.width,
    close: () => http.close(),
  };
}

function baseOf({api_url = DEFAULT_URL}: CohortConfig): string {
  const url = URL.canParse(api_url) ? new URL(api_url) : undefined;
  if (url && (url.username || url.password)) {
    throw configError(
      'api_url holds a user or a password: remove them. These connectors authenticate by api_key only.',
    );
  }
  if (url && isConfidential(url)) return api_url.replace(/\/+$/, '');
  throw configError(
    `api_url is ${JSON.stringify(api_url)}, expected an address with https: the key would go there for all to read.`,
  );
}

function toHeaders(settings: ApiSettings, apiKey: string): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'content-type': 'application/json',
  };
  for (const [name, value] of Object.entries(settings.headers)) {
    if (value === null) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = value.replaceAll('{api_key}', () => apiKey);
  }
  return headers;
}

function requireAnswer<Answer>(
  {exact, text}: {exact: unknown; text: string},
  validate: Validator<Answer>,
  call: string,
): Answer {
  if (validate(exact)) return exact;
  // A number that no double can hold is an object here, which the contract does not know.
  if (validate(JSON.parse(text))) return exact as Answer;
  throw notTheContract(call, describeErrors(validate, exact));
}

function notTheContract(call: string, found: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Cohort's answer to ${call} is not what these connectors understand: ${found}. If its API has changed, a newer version is needed.`,
    facts: {call},
  });
}
