import {once} from 'node:events';
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

/** What a server answers: an object as JSON, a text as it is, or a redirect. */
export type Answer = object | string | {redirect: string; status: number};

/** A server on this machine that ends with the test; says which requests came. */
export async function listen(answer: (request: IncomingMessage) => Answer) {
  const seen: {url: string; headers: IncomingMessage['headers']}[] = [];
  const server = createServer((request, response) => {
    seen.push({url: request.url ?? '', headers: request.headers});
    const told = answer(request);
    if (typeof told === 'object' && 'redirect' in told) {
      response.writeHead(told.status, {location: told.redirect}).end();
      return;
    }
    const body = typeof told === 'string' ? told : JSON.stringify(told);
    response.writeHead(200, {'content-type': 'application/json'}).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen};
}
