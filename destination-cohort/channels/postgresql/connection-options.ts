import {configError, findUnencoded} from '@cohort-salesforce/spec';
import type {ClientConfig} from 'pg';
import {parse} from 'pg-connection-string';

export interface ConnectionConfig {
  url: string;
  ssl?: {mode?: SslMode; ca?: string};
}

type SslMode = 'verify-full' | 'require' | 'disable';

const CONNECT_TIMEOUT_MS = 15_000;
// Longer than any statement may take on the server: what is silent for so long is gone.
const QUERY_TIMEOUT_MS = 180_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/;
const MODES: Readonly<Record<string, SslMode>> = {
  disable: 'disable',
  allow: 'require',
  prefer: 'require',
  require: 'require',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
};

/** The channel's config -> options of the driver. Throws a config error that shows no password. */
export function toConnectionOptions({url, ssl = {}}: ConnectionConfig): ClientConfig {
  refuseUnencoded(url);
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  const sslParameters = [...parameters.keys()].filter(name => name.startsWith('ssl'));
  const fromUrl = parameters.get('sslmode');
  refuseFiles(sslParameters);
  // The driver would let them overrule what is decided here.
  for (const name of sslParameters) parameters.delete(name);
  const rest = parameters.toString();
  const connectionString = rest === '' ? address : `${address}?${rest}`;
  const {host} = parseAddress(connectionString);
  const mode = ssl.mode ?? modeOf(fromUrl) ?? (isLocal(host) ? 'disable' : 'verify-full');
  return {
    connectionString,
    ssl: toTls(ssl.ca === undefined || ssl.mode !== undefined ? mode : 'verify-full', ssl.ca),
    application_name: 'cohort-salesforce-connectors',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  };
}

function refuseUnencoded(url: string): void {
  const problem = findUnencoded(url);
  if (problem)
    throw configError(`At /channel/url: found an address that cannot be read. ${problem}`);
}

function refuseFiles(names: readonly string[]): void {
  const files = names.filter(name => name !== 'sslmode');
  if (files.length === 0) return;
  throw configError(
    `At /channel/url: found ${files.join(', ')}, expected certificates in channel.ssl: {"ca": "-----BEGIN CERTIFICATE-----..."}.`,
  );
}

function parseAddress(connectionString: string) {
  try {
    return parse(connectionString);
  } catch {
    // The driver's own message may repeat the password.
    throw configError(
      'At /channel/url: found an address that cannot be read, expected postgresql://user:password@host:5432/database. Encode special characters of the password, such as %40 for @.',
    );
  }
}

function modeOf(sslmode: string | null): SslMode | undefined {
  if (sslmode === null) return undefined;
  const mode = Object.hasOwn(MODES, sslmode) ? MODES[sslmode] : undefined;
  if (mode) return mode;
  throw configError(
    `At /channel/url: found sslmode=${sslmode}, expected one of ${Object.keys(MODES).join(', ')}.`,
  );
}

// A path is a socket on this machine.
function isLocal(host: string | null | undefined): boolean {
  return !host || host.startsWith('/') || LOOPBACK.test(host);
}

function toTls(mode: SslMode, ca: string | undefined): ClientConfig['ssl'] {
  if (mode === 'disable') return false;
  return {rejectUnauthorized: mode === 'verify-full', ...(ca !== undefined && {ca})};
}
