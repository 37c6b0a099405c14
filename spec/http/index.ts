export {describePage} from './describe-page.js';
export {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type HttpResponse,
  type HttpText,
} from './http-client.js';
export {HttpError} from './http-error.js';
export type {HttpRequest} from './http-request.js';
export {isConfidential} from './is-confidential.js';
export {Limiter, type LimiterOptions} from './limiter.js';
export {looksLikeJson} from './looks-like-json.js';
export {type ObservedRequest, observeRequests} from './observe-requests.js';
export {createServerClock, type ServerClock} from './server-clock.js';
export {USER_AGENT} from './user-agent.js';
