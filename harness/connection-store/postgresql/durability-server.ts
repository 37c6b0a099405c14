import {once} from 'node:events';
import {createServer, type Server, type Socket} from 'node:net';

/** Answers connectors that ask for what they have written to be made durable: each byte with a newline when it is. */
export class DurabilityServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(path: string, save: () => Promise<void>): Promise<DurabilityServer> {
    const server = createServer();
    const durability = new DurabilityServer(server);
    server.on('connection', socket => durability.#serve(socket, save));
    server.listen(path);
    await once(server, 'listening');
    server.unref();
    return durability;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #serve(socket: Socket, save: () => Promise<void>): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A connector that is gone asks nothing more.
    socket.on('error', () => {});
    socket.on('data', () => {
      save().then(
        () => socket.write('\n'),
        // Nothing may be built on what is not kept.
        () => socket.destroy(),
      );
    });
  }
}
