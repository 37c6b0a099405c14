import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse, request as send} from 'node:http';
import type {AddressInfo} from 'node:net';
import {type Answer, MUTATIONS, REFUSAL} from './mutate-answer.js';
import type {Random} from './random.js';

const NOTHING_DONE: Answer = {status: 0, headers: {}, body: Buffer.alloc(0)};

/** Which answer goes wrong, and how. */
export interface Trouble {
  /** From 0, counted since the trouble was set. */
  nth: number;
  kind: string;
  random: Random;
}

/** Stands between a connector and an emulator, and spoils one answer. */
export class MutatingProxy {
  /** Answers since the last `forget`. */
  answers = 0;
  trouble: Trouble | undefined;
  /** What was changed, for the message of a failed test. */
  spoilt = '';
  #target = '';
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  set target(url: string) {
    this.#target = url;
  }

  arm(trouble: Trouble | undefined): void {
    this.answers = 0;
    this.spoilt = '';
    this.trouble = trouble;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const nth = this.answers++;
    const {trouble} = this;
    const isSpoilt = trouble?.nth === nth;
    const isRefused = isSpoilt && trouble.kind === REFUSAL;
    const answer = isRefused
      ? NOTHING_DONE
      : await this.#forward(request, isSpoilt && !/compressed/.test(trouble.kind));
    if (!isSpoilt) return write(response, answer);
    this.spoilt = `${trouble.kind}: ${request.method} ${request.url?.slice(0, 200)}`;
    write(response, MUTATIONS[trouble.kind]?.(answer, trouble.random) ?? answer);
  }

  async #forward(request: IncomingMessage, isPlain: boolean): Promise<Answer> {
    const headers = {...request.headers};
    if (isPlain) delete headers['accept-encoding'];
    const forwarded = send(this.#target + request.url, {method: request.method, headers});
    request.pipe(forwarded);
    const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const told = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    const {
      'transfer-encoding': _,
      'content-length': __,
      connection: ___,
      ...kept
    } = Object.fromEntries(told);
    return {status: answer.statusCode ?? 500, headers: kept, body: Buffer.concat(chunks)};
  }
}

function write(response: ServerResponse, {status, headers, body, cutAt}: Answer): void {
  if (response.destroyed) return;
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, {...(hasBody && {'content-length': body.length}), ...headers});
  if (cutAt === undefined) {
    const isShort = Number(headers['content-length'] ?? body.length) !== body.length;
    // A length that is wrong would leave the reader waiting for the rest.
    response.end(hasBody ? body : undefined, () => isShort && response.socket?.end());
    return;
  }
  response.write(body.subarray(0, cutAt), () => response.destroy());
}
