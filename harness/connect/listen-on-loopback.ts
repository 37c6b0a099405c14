import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {configError} from '@cohort-salesforce/spec';

export interface LoopbackServer {
  port: number;
  close(): void;
}

const IPV4 = '127.0.0.1';
const IPV6 = '::1';
// How the system says that it has no IPv6 at all. Then nobody else can listen there either.
const NO_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);
const MAX_TRIES = 20;

/**
 * Listens on both addresses of this machine, or on neither: browsers take `localhost` for either, and
 * another program on one of them would get what is meant for this one. Port 0 is any free one.
 */
export async function listenOnLoopback(
  port: number,
  handle: RequestListener,
): Promise<LoopbackServer> {
  for (let tries = 1; ; tries += 1) {
    const first = await listen(handle, {port, host: IPV4}).catch(error => {
      throw notFree(port, IPV4, error);
    });
    const {port: chosen} = first.address() as AddressInfo;
    try {
      const second = await listen(handle, {port: chosen, host: IPV6});
      return {port: chosen, close: () => closeAll([first, second])};
    } catch (error) {
      const {code = ''} = error as NodeJS.ErrnoException;
      if (NO_IPV6.has(code)) return {port: chosen, close: () => closeAll([first])};
      closeAll([first]);
      if (port !== 0 || tries === MAX_TRIES) throw notFree(chosen, `[${IPV6}]`, error);
    }
  }
}

function listen(handle: RequestListener, address: {port: number; host: string}): Promise<Server> {
  const server = createServer(handle);
  // Without listeners Node drops these connections and says nothing.
  server.on('connect', (_request, socket: Socket) => refuse(socket, 405, 'Method Not Allowed'));
  server.on('upgrade', (_request, socket: Socket) => refuse(socket, 404, 'Not Found'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'HPE_HEADER_OVERFLOW') refuse(socket, 431, 'Header Fields Too Large');
    else refuse(socket, 400, 'Bad Request');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({...address, exclusive: true}, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve(server);
    });
  });
}

function refuse(socket: Socket, status: number, reason: string): void {
  socket.on('error', () => {});
  if (!socket.writable) return;
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function closeAll(servers: readonly Server[]): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}

function notFree(port: number, host: string, error: unknown) {
  const {code} = error as NodeJS.ErrnoException;
  const advice =
    code === 'EADDRINUSE'
      ? 'Another program uses it: end that program, or another login that is under way, or choose another port with --port and name it in the callback of the app.'
      : 'Choose another port with --port, and name it in the callback of the app.';
  return configError(
    `Waiting for the login: port ${port} of this machine (${host}) cannot be used (${code}). ${advice}`,
  );
}
