import type {FastifyReply, FastifyRequest} from 'fastify';

export interface RecordedRequest {
  method: string;
  url: string;
  /** The pattern of the route that answered, such as `/services/data/:version/query`. */
  route: string;
  status: number;
  headers: Record<string, unknown>;
  /** The body as text, cut after 20,000 characters; absent when it was read as a stream. */
  body?: string;
}

const bodyCharacters = 20_000;

/** Counts every request and keeps the last ones. */
export class RequestLog {
  #total = 0;
  #routes = new Map<string, number>();
  // Bodies are written as text only for who asks: most requests are forgotten before.
  #kept: (Omit<RecordedRequest, 'body'> & {body: unknown})[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#kept.slice(-this.#limit).map(({body, ...request}) => {
      return body === undefined
        ? request
        : {...request, body: textOf(body).slice(0, bodyCharacters)};
    });
  }

  stats(): {requests: number; routes: Record<string, number>} {
    return {requests: this.#total, routes: Object.fromEntries(this.#routes)};
  }

  count(request: FastifyRequest): void {
    this.#total += 1;
    const route = `${request.method} ${routeOf(request)}`;
    this.#routes.set(route, (this.#routes.get(route) ?? 0) + 1);
  }

  record(request: FastifyRequest, reply: FastifyReply): void {
    const {method, url, headers} = request;
    const body = isKeepable(request.body) ? request.body : undefined;
    const status = reply.statusCode;
    this.#kept.push({method, url, route: routeOf(request), status, headers, body});
    if (this.#kept.length > this.#limit * 2) this.#kept = this.#kept.slice(-this.#limit);
  }

  clear(): void {
    this.#total = 0;
    this.#routes = new Map();
    this.#kept = [];
  }
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none';
}

function isKeepable(body: unknown): boolean {
  return body !== undefined && body !== null && !(typeof body === 'object' && 'pipe' in body);
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
