import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {ConnectorError} from './connector-error.js';

/**
 * The environment variable in which a runner names a socket (a path). The runner copies the connector's folders to where
 * they survive this machine. Without it, what is on the disk is durable.
 */
export const DURABILITY_SOCKET = 'DURABILITY_SOCKET';

let connection: Promise<Socket> | undefined;
let queue: Promise<void> = Promise.resolve();

/**
 * Resolves when what this process has written to the folders in its config survives the machine. To be called before
 * something is built on it, such as a write to the other system. Throws a transient error when the runner cannot keep it
 * any more: then another run has taken over, and this one must not write.
 */
export async function makeDurable(path = process.env[DURABILITY_SOCKET]): Promise<void> {
  if (!path) return;
  const asked = queue.then(() => ask(path));
  queue = asked.catch(() => {});
  return asked;
}

async function ask(path: string): Promise<void> {
  try {
    connection ??= open(path);
    const socket = await connection;
    if ((await answerOf(socket)) !== '\n') throw new Error('refused');
  } catch (cause) {
    connection = undefined;
    throw new ConnectorError({
      failure: 'transient_error',
      message:
        'The runner can no longer keep what this run has to remember, so it writes nothing more. Run again to go on from what was kept.',
      cause,
    });
  }
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const answer = (chunk: Buffer) => {
      socket.off('close', end).unref();
      resolve(chunk.toString());
    };
    const end = () => {
      socket.off('data', answer);
      reject(new Error('closed'));
    };
    if (socket.closed) return end();
    // Only while an answer is awaited does the socket keep the process alive.
    socket.ref().once('data', answer).once('close', end).write('\n');
  });
}

async function open(path: string): Promise<Socket> {
  const socket = connect(path);
  // What it means is said where it is asked.
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.unref();
  return socket;
}
