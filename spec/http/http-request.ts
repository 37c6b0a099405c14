import type {Readable} from 'node:stream';

/** One request. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, with its query. */
  url: string;
  /** Sent as they are; `user-agent` is added. */
  headers?: Record<string, string>;
  /** A request with a stream is never retried, since a stream can be sent only once. */
  body?: string | Buffer | Readable;
  /** Whether it is safe to send the request twice. By default true, except for POST and PATCH. */
  isRepeatable?: boolean;
  /**
   * Whether a body can come from the server; by default as the client's option says. A body that cannot,
   * such as a proxy's page with status 200, is treated as no response and retried.
   */
  accept?: (body: string) => boolean;
}

export function isStream(body: HttpRequest['body']): body is Readable {
  return body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body);
}
