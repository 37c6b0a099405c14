import {request} from 'node:http';

export interface RawAnswer {
  status: number;
  /** Names as they were on the wire. */
  rawHeaders: string[];
  text: string;
}

interface RawRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

/** Sends a request that `fetch` would refuse to send: any header, and a body with any method. */
export function rawRequest(url: string, {method, path, headers, body}: RawRequest) {
  return new Promise<RawAnswer>((resolve, reject) => {
    const length = body === undefined ? {} : {'content-length': String(Buffer.from(body).length)};
    const options = {method, headers: {connection: 'close', ...length, ...headers}};
    const sent = request(url + path, options, reply => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          rawHeaders: reply.rawHeaders.filter((_, at) => at % 2 === 0),
          text: Buffer.concat(chunks).toString(),
        }),
      );
      reply.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
