import {Agent, type Dispatcher, EnvHttpProxyAgent} from 'undici';
import {configError} from '../connector-error.js';

export interface DispatcherOptions {
  connections: number;
  /** How long the server may be silent, before and within an answer. */
  timeoutMs: number;
  /** How long to wait for a connection. */
  connectMs?: number;
  environment?: NodeJS.ProcessEnv;
}

const CONNECT_MS = 10_000;

/** The ways to the network: through the proxy that the environment names, or straight. */
export interface Dispatchers {
  to(url: string): Dispatcher;
  /** The host of the proxy that a request to this URL may go through. */
  proxyHost(url: string): string | undefined;
  close(): Promise<void>;
}

/**
 * Honors HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not. A call to this machine never goes through a proxy:
 * it would arrive at another machine. Throws a config error for a proxy that is no address.
 */
export function createDispatchers({
  connections,
  timeoutMs,
  connectMs = CONNECT_MS,
  environment = process.env,
}: DispatcherOptions): Dispatchers {
  const connect = {timeout: Math.min(connectMs, CONNECT_MS)};
  const limits = {connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect};
  const direct = new Agent(limits);
  const httpProxy = proxyOf('HTTP_PROXY', environment);
  const httpsProxy = proxyOf('HTTPS_PROXY', environment);
  if (!httpProxy && !httpsProxy) {
    return {to: () => direct, proxyHost: () => undefined, close: () => direct.close()};
  }
  const proxied = new EnvHttpProxyAgent({
    ...limits,
    httpProxy: httpProxy?.href ?? '',
    httpsProxy: httpsProxy?.href ?? '',
    noProxy: variableOf('NO_PROXY', environment),
    // A proxy takes plain http as it is; many allow no tunnel to port 80.
    proxyTunnel: false,
  });
  return {
    to: url => (isThisMachine(new URL(url)) ? direct : proxied),
    proxyHost: url => {
      const {protocol} = new URL(url);
      if (isThisMachine(new URL(url))) return undefined;
      return (protocol === 'https:' ? (httpsProxy ?? httpProxy) : httpProxy)?.host;
    },
    close: async () => {
      await Promise.all([direct.close(), proxied.close()]);
    },
  };
}

function proxyOf(name: string, environment: NodeJS.ProcessEnv): URL | undefined {
  const value = variableOf(name, environment);
  if (value === '') return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  // Its value may hold a password, and is not shown.
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol) || !isDecodable(text)) {
    throw configError(
      `The environment variable ${name} is not the address of a proxy, expected for example http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128, with special characters percent-encoded.`,
    );
  }
  return new URL(text);
}

function isDecodable(text: string): boolean {
  const {username, password} = new URL(text);
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

function variableOf(name: string, environment: NodeJS.ProcessEnv): string {
  return (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
}

const THIS_MACHINE =
  /^(?:(?:.*\.)?localhost\.?|127(?:\.\d+){1,3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\])$/;

function isThisMachine({hostname}: URL): boolean {
  return THIS_MACHINE.test(hostname);
}
