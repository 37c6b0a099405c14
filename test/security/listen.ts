import {once} from 'node:events';
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

/** What a server answers: an object as JSON, or a redirect. */
export type Answer = object | {redirect: string; status: number};

/** A server on this machine that ends with the test; says which requests came. */
export async function listen(answer: (request: IncomingMessage) => Answer) {
  const seen: {url: string; headers: IncomingMessage['headers']}[] = [];
  const server = createServer((request, response) => {
    seen.push({url: request.url ?? '', headers: request.headers});
    const told = answer(request);
    if ('redirect' in told) {
      response.writeHead(told.status, {location: told.redirect}).end();
      return;
    }
    response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(told));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen};
}
