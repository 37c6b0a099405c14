import {type ConnectorError, configError} from '../connector-error.js';
import {HttpError} from './http-error.js';

/** Whether the name service does not know the host of the request. */
export function isNotFound(error: unknown): boolean {
  const {cause} = error as Error;
  return error instanceof HttpError && (cause as {code?: string} | undefined)?.code === 'ENOTFOUND';
}

export function noSuchHost(url: string, error: unknown): ConnectorError {
  const {hostname} = ((error as Error).cause ?? {}) as {hostname?: string};
  if (hostname !== undefined && hostname !== new URL(url).hostname) {
    return configError(
      `There is no host ${hostname} (ENOTFOUND), which HTTPS_PROXY or HTTP_PROXY names as the proxy: correct the variable.`,
    );
  }
  return configError(
    `There is no host ${new URL(url).hostname} (ENOTFOUND): correct the address in the config or, if it is right, this machine's network.`,
  );
}

const CERTIFICATE_TROUBLE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;

const OWN_AUTHORITY =
  'If your network or the server has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS.';
const CERTIFICATE_ADVICE: ReadonlyMap<string, string> = new Map([
  [
    'CERT_HAS_EXPIRED',
    'It has expired: the administrator of the server must renew it. If it has not expired, the clock of this machine is wrong.',
  ],
  ['CERT_NOT_YET_VALID', 'It is not valid yet: the clock of this machine may be wrong.'],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'It is for another name: correct the address in the config, or ask the network administrator which server responds there.',
  ],
]);

// No pause helps against it, and someone may be listening: who runs this has to decide.
export function untrusted(url: string, cause: unknown): ConnectorError | undefined {
  const {code = ''} = (cause ?? {}) as {code?: string};
  if (!CERTIFICATE_TROUBLE.test(code)) return undefined;
  return configError(
    `${new URL(url).host} shows a certificate that is not trusted (${code}), so nothing was sent. ${CERTIFICATE_ADVICE.get(code) ?? OWN_AUTHORITY}`,
  );
}

/** A proxy that wants a password or lets nobody through: the configuration must change. */
export function proxyRefused(
  cause: unknown,
  proxy: string | undefined,
): ConnectorError | undefined {
  if (proxy === undefined) return undefined;
  const {message = ''} = (cause ?? {}) as {message?: string};
  const [, status] = /Proxy (?:response|Authentication Required) \((\d{3})\)/.exec(message) ?? [];
  if (status === undefined || Number(status) >= 500) return undefined;
  const advice =
    status === '407'
      ? 'Put its user and password into the variable, as in http://user:password@proxy.example.com:3128'
      : 'Ask the administrator of the proxy to allow this address, or name the address in NO_PROXY';
  return configError(
    `The proxy ${proxy} (from HTTPS_PROXY or HTTP_PROXY) refuses the connection (HTTP ${status}). ${advice}.`,
  );
}
