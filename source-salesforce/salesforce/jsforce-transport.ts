import {PassThrough} from 'node:stream';
import {parseJsonOrUndefined} from '@cohort-salesforce/spec';
import type {HttpRequest} from '@cohort-salesforce/spec/http';
import {Transport} from 'jsforce/lib/transport.js';
import type {HttpResponse, HttpRequest as JsforceRequest} from 'jsforce/lib/types/index.js';
import {StreamPromise} from 'jsforce/lib/util/promise.js';
import {isObject, requireAnswer} from './parse-answer.js';

/** jsforce's way to the network. */
export type JsforceTransport = Transport;

/** Sends a request of jsforce's; throws for any answer that is not 2xx. */
export type JsforceSend = (
  request: HttpRequest,
) => Promise<{status: number; headers: Record<string, string>; body: string}>;

/**
 * Lets jsforce call through our own HTTP client. Its own repeats no POST, ignores Retry-After, follows redirects
 * with the token, opens a connection for each call and waits half an hour for an answer.
 */
export function createJsforceTransport(send: JsforceSend): JsforceTransport {
  const transport = new Transport();
  transport.httpRequest = request =>
    StreamPromise.create<HttpResponse>(() => ({
      stream: new PassThrough(),
      promise: sendRequest(send, request),
    }));
  return transport;
}

async function sendRequest(send: JsforceSend, request: JsforceRequest): Promise<HttpResponse> {
  const {method, url, headers = {}, body} = request;
  const answer = await send({
    method: method as HttpRequest['method'],
    url,
    headers,
    ...(body ? {body: String(body)} : {}),
  });
  // jsforce's own error would quote the text, and takes an empty one for an answer.
  const asked = {method, path: new URL(url).pathname, isAnswer: isObject};
  requireAnswer(parseJsonOrUndefined(answer.body), asked);
  return {statusCode: answer.status, headers: answer.headers, body: answer.body};
}
