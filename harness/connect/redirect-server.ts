import {timingSafeEqual} from 'node:crypto';
import {createServer, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {configError, toConnectorError} from '../../spec/index.js';

export interface RedirectServer {
  /** Where the login sends the browser back to. */
  redirectUri: string;
  /** Resolves or rejects as `finish` did, once its page has been shown. */
  done: Promise<void>;
  close(): void;
}

export interface RedirectServerOptions {
  /** 0: any free one. */
  port: number;
  path: string;
  /** Only the answer to our own question is taken. */
  state: string;
  /** Does the rest of the login; what it throws is shown to the person. */
  finish(code: string, redirectUri: string): Promise<string>;
}

/** Waits on this machine, and for it alone, for one answer of a login page in a browser. */
export async function startRedirectServer(options: RedirectServerOptions): Promise<RedirectServer> {
  let settle: {resolve: () => void; reject: (error: unknown) => void} | undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = {resolve, reject};
  });
  done.catch(() => {});
  let redirectUri = '';
  let isAnswered = false;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET' || url.pathname !== options.path)
      return page(response, 404, NOTHING);
    if (!isSame(url.searchParams.get('state'), options.state)) return page(response, 400, FOREIGN);
    if (isAnswered) return page(response, 400, FOREIGN);
    isAnswered = true;
    try {
      const text = await options.finish(codeOf(url.searchParams), redirectUri);
      page(response, 200, {title: 'Connected', text});
      settle?.resolve();
    } catch (error) {
      page(response, 400, {title: 'Not connected', text: toConnectorError(error).message});
      settle?.reject(error);
    }
  });
  const servers = [server, ...(await listen(server, options.port))];
  redirectUri = `http://localhost:${(server.address() as AddressInfo).port}${options.path}`;
  return {
    redirectUri,
    done,
    close: () => {
      for (const each of servers) {
        each.close();
        each.closeAllConnections();
      }
    },
  };
}

// Browsers take `localhost` for either address.
async function listen(server: Server, port: number): Promise<Server[]> {
  await listenOn(server, {port, host: '127.0.0.1'}).catch(error => {
    throw configError(
      `Waiting for the login: port ${port} cannot be used (${error.code}). Is another login under way?`,
    );
  });
  const second = createServer((request, response) => server.emit('request', request, response));
  const {port: chosen} = server.address() as AddressInfo;
  return listenOn(second, {port: chosen, host: '::1'}).then(
    () => [second],
    () => [],
  );
}

function listenOn(server: Server, address: {port: number; host: string}): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
}

function codeOf(parameters: URLSearchParams): string {
  const error = parameters.get('error');
  if (error) {
    const description = parameters.get('error_description') ?? error;
    throw configError(`The login was refused: ${description} (${error}).`);
  }
  const code = parameters.get('code');
  if (!code) throw configError('The login came back without a code.');
  return code;
}

function isSame(found: string | null, wanted: string): boolean {
  const [a, b] = [Buffer.from(found ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const NOTHING = {title: 'Nothing here', text: 'This page only waits for the answer of a login.'};
const FOREIGN = {
  title: 'Not accepted',
  text: 'This answer does not belong to the login that is under way. Start the login again from the address that the terminal shows.',
};

function page(
  response: ServerResponse,
  status: number,
  {title, text}: {title: string; text: string},
): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
      '<style>body{font:18px/1.5 system-ui,sans-serif;max-width:34em;margin:15vh auto;padding:0 1em}</style>' +
      `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></html>`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.codePointAt(0)};`);
}
