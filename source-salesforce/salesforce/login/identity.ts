/** Whose data a login opens, and as whom; both ids have 18 characters. */
export interface Identity {
  organizationId: string;
  userId: string;
}

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const IDENTITY_URL = /\/id\/(00D\w{12}(?:\w{3})?)\/(005\w{12}(?:\w{3})?)\/?$/;

/** The identity URL -> the ids in it; undefined when it is none. */
export function parseIdentityUrl(url: unknown): Identity | undefined {
  const [, organizationId, userId] = IDENTITY_URL.exec(typeof url === 'string' ? url : '') ?? [];
  if (organizationId === undefined || userId === undefined) return undefined;
  return {organizationId: toLongId(organizationId), userId: toLongId(userId)};
}

/**
 * An id of 15 characters -> the same with 18, where the last three tell which letters are capitals. Anything else is
 * returned as it is. https://help.salesforce.com/s/articleView?id=000383751
 */
export function toLongId(id: string): string {
  if (!/^\w{15}$/.test(id)) return id;
  const suffix = [0, 5, 10].map(start => {
    const letters = [...id.slice(start, start + 5)];
    const bits = letters.map((letter, index) => (/[A-Z]/.test(letter) ? 1 << index : 0));
    return CHARACTERS[bits.reduce((sum, bit) => sum + bit, 0)];
  });
  return id + suffix.join('');
}
