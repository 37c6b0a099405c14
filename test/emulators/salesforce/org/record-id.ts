const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checkDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
// Key prefix, then where the org lives, then a number: as ids of real orgs look.
const instance = '5e0';
const offset = 26_000_000;

/** The 18-character id of the n-th record of an object. */
export function recordId(keyPrefix: string, position: number): string {
  return withChecksum(keyPrefix + instance + toBase62(position + offset));
}

/** The position that `recordId` made the id of, or undefined for an id of another kind. */
export function positionOfId(keyPrefix: string, id: string): number | undefined {
  if (!isIdShaped(id) || !id.startsWith(keyPrefix + instance)) return undefined;
  const position = fromBase62(id.slice(6, 15)) - offset;
  return position >= 0 ? position : undefined;
}

export function isIdShaped(text: string): boolean {
  return /^[a-zA-Z0-9]{15}(?:[A-Z0-5]{3})?$/i.test(text);
}

/** The 18-character form of an id given with 15 or 18. */
export function to18(id: string): string {
  return id.length === 15 ? withChecksum(id) : id;
}

// Each five characters give one: a bit for every capital, so that ids survive being compared without case.
function withChecksum(id15: string): string {
  let checksum = '';
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let at = 0; at < 5; at++) {
      const code = id15.charCodeAt(start + at);
      if (code >= 65 && code <= 90) bits |= 1 << at;
    }
    checksum += checkDigits[bits];
  }
  return id15 + checksum;
}

function toBase62(number: number): string {
  let text = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = digits[rest % 62] + text;
  return text.padStart(9, '0');
}

function fromBase62(text: string): number {
  let number = 0;
  for (const digit of text) number = number * 62 + digits.indexOf(digit);
  return number;
}
