const PRIVATE_V4 = /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\./;
const PRIVATE_V6 = /^\[(::1|f[cd][\da-f]{2}:|fe[89ab][\da-f]:)/;
const PRIVATE_NAME = /(^|\.)(localhost|internal|local|test)$/;

/**
 * Whether a secret may be sent there: over TLS to anyone, in the clear to this machine or its private
 * network only, where emulators and proxies are.
 */
export function isConfidential({protocol, hostname}: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isPrivate(hostname));
}

function isPrivate(hostname: string): boolean {
  if (hostname.startsWith('[')) return PRIVATE_V6.test(hostname);
  const isName = /[^\d.]/.test(hostname);
  if (!isName) return PRIVATE_V4.test(hostname);
  return PRIVATE_NAME.test(hostname) || !hostname.includes('.');
}
