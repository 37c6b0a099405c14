/** Each ends or changes what stands before it when it is not encoded. */
const ENCODED = {'/': '%2F', '?': '%3F', '#': '%23', '%': '%25'} as const;

type Reserved = keyof typeof ENCODED;

/**
 * What to do about a user or password that stands unencoded in the URL of a database. It names only the character.
 *
 * @param url `postgresql://user:password@host:5432/database`
 * @returns a sentence for the user; undefined when all is encoded
 * @example findUnencoded('postgresql://u:a#b@host/db') // 'Its password has an unencoded "#": write "%23" ...'
 */
export function findUnencoded(url: string): string | undefined {
  const found = reservedIn(url.replace(/^[a-z]+:\/\//i, ''));
  if (found === undefined) return undefined;
  return `Its user or password has an unencoded "${found}": write ${ENCODED[found]} instead. Likewise: %40 for @, ${list()}.`;
}

function list(): string {
  return Object.entries(ENCODED)
    .map(([character, code]) => `${code} for ${character}`)
    .join(', ');
}

function reservedIn(rest: string): Reserved | undefined {
  const [, authority = '', end = ''] = /^([^/?#]*)([/?#]?)/.exec(rest) ?? [];
  const after = rest.slice(authority.length + end.length);
  // What should stand before an @ was taken for the end of the host.
  if (end !== '' && isCutOff(authority, {end, after})) return end as Reserved;
  const user = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  return /%(?![0-9a-f]{2})/i.test(user) ? '%' : undefined;
}

function isCutOff(authority: string, {end, after}: {end: string; after: string}): boolean {
  if (end === '#') return after.includes('@');
  const isPort = /^[^:]*(:\d*)?$|]/.test(authority.slice(authority.lastIndexOf('@') + 1));
  if (!isPort && after.includes('@')) return true;
  // A query may have an @ in the value of a parameter.
  const place = end === '/' ? after.split('?')[0] : after.split('=')[0];
  return place?.includes('@') ?? false;
}
