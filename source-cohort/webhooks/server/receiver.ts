import {createServer, type RequestListener, type Server} from 'node:http';
import {createServer as createTlsServer, type Server as TlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {createSecureContext} from 'node:tls';
import {configError, toConnectorError} from '@cohort-salesforce/spec';

/** A certificate and its key, as PEM. */
export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

export interface ReceiverOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  certificate: Certificate | undefined;
  /** How long a request may take to arrive. */
  requestTimeoutMs: number;
  handle: RequestListener;
}

export interface Receiver {
  /** Without a path. */
  url: string;
  renewCertificate(certificate: Certificate): void;
  /** Resolves when the requests that had arrived are answered. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 1000;
const MAX_HEADER_BYTES = 16_384;
// Longer than proxies keep an idle connection: none of them sends a request while we close it.
const KEEP_ALIVE_MS = 75_000;
const CHECK_EVERY_MS = 500;
const CLOSE_WITHIN_MS = 2000;

/** Starts to listen. Throws a config error when that cannot be. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  let isClosing = false;
  const handle: RequestListener = (request, response) => {
    if (isClosing) response.setHeader('connection', 'close');
    options.handle(request, response);
  };
  const server = makeServer({...options, handle});
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, options);
  const {address, family, port} = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return {
    url: `${options.certificate ? 'https' : 'http'}://${host}:${port}`,
    renewCertificate: certificate => {
      requireUsable(certificate);
      if ('setSecureContext' in server) server.setSecureContext(certificate);
    },
    close: () => {
      isClosing = true;
      return close(server);
    },
  };
}

function makeServer({certificate, requestTimeoutMs, handle}: ReceiverOptions): Server | TlsServer {
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, requestTimeoutMs),
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  if (!certificate) return createServer(limits, handle);
  requireUsable(certificate);
  return createTlsServer({...limits, ...certificate, minVersion: 'TLSv1.2'}, handle);
}

function requireUsable(certificate: Certificate): void {
  try {
    createSecureContext(certificate);
  } catch (error) {
    throw configError(
      `The certificate and its key cannot be used: ${(error as Error).message}. Both must be PEM files, the key without a passphrase, and they must belong together.`,
    );
  }
}

function listen(server: Server, {host, port}: ReceiverOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(explainListening(error, {host, port})));
    server.listen({host, port}, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function explainListening(
  error: NodeJS.ErrnoException,
  {host, port}: {host: string; port: number},
) {
  const where = `port ${port} of ${host}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return configError(
        `Another program is listening on ${where}. Stop it, or choose another port with --port.`,
      );
    case 'EACCES':
      return configError(
        `This user may not listen on ${where}. Choose a port from 1024 on with --port, behind a reverse proxy.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return configError(`--host ${host} is not an address of this machine (${error.code}).`);
    default:
      return toConnectorError(error);
  }
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
