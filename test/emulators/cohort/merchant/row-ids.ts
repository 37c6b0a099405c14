const first = 0x2c1b3c6d;
const second = 0x297a2d39;

/**
 * UUIDs made out of numbers, and the numbers found back in them: a million users need no table of
 * ids, and the same salt gives the same ids in every run.
 */
export class RowIds {
  readonly #salt: number;

  constructor(salt: number) {
    this.#salt = salt | 0;
  }

  idOf(row: number): string {
    const start = hex(scatter(row ^ this.#salt));
    const [second, third, fourth] = [1, 2, 3].map(word => hex(mix(row, this.#salt + word)));
    const rest = `${second}${third}${fourth}`;
    const variant = '89ab'[Number.parseInt(rest[8] ?? '0', 16) % 4];
    return `${start}-${rest.slice(0, 4)}-4${rest.slice(5, 8)}-${variant}${rest.slice(9, 12)}-${rest.slice(12)}`;
  }

  rowOf(id: string): number | undefined {
    const row = (gather(Number.parseInt(id.slice(0, 8), 16)) ^ this.#salt) >>> 0;
    return this.idOf(row) === id.toLowerCase() ? row : undefined;
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function scatter(word: number): number {
  const once = Math.imul(word, first);
  const twice = Math.imul(once ^ (once >>> 16), second);
  return twice ^ (twice >>> 16);
}

// Each step of `scatter` undone, the last one first.
function gather(word: number): number {
  const twice = Math.imul(word ^ (word >>> 16), inverse(second));
  return Math.imul(twice ^ (twice >>> 16), inverse(first));
}

// Of an odd number modulo 2 to the 32: each turn doubles the number of right bits.
function inverse(odd: number): number {
  let found = odd;
  for (let turn = 0; turn < 5; turn++) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found;
}

/** A well mixed 32-bit number of two, never negative. */
export function mix(number: number, salt: number): number {
  let hash = Math.imul(number + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
