const first = 0x2c1b3c6d;
const second = 0x297a2d39;

/**
 * UUIDs made out of numbers, and the numbers found back in them: a million users need no table of
 * ids, and the same salt gives the same ids in every run.
 */
export class RowIds {
  readonly #salt: number;
  readonly #bytes = Buffer.alloc(16);

  constructor(salt: number) {
    this.#salt = salt | 0;
  }

  idOf(row: number): string {
    this.#bytes.writeInt32BE(scatter(row ^ this.#salt), 0);
    for (let word = 1; word < 4; word++) {
      this.#bytes.writeUInt32BE(mix(row, this.#salt + word), 4 * word);
    }
    // What makes it a UUID of version 4.
    this.#bytes.writeUInt8(((this.#bytes[6] ?? 0) & 0x0f) | 0x40, 6);
    this.#bytes.writeUInt8(((this.#bytes[8] ?? 0) & 0x3f) | 0x80, 8);
    return dashed(this.#bytes.toString('hex'));
  }

  /** The order of two rows' ids as text: no two are alike in their first word. */
  compare(row: number, other: number): number {
    return (scatter(row ^ this.#salt) >>> 0) - (scatter(other ^ this.#salt) >>> 0);
  }

  rowOf(id: string): number | undefined {
    const row = (gather(Number.parseInt(id.slice(0, 8), 16)) ^ this.#salt) >>> 0;
    return this.idOf(row) === id.toLowerCase() ? row : undefined;
  }
}

function dashed(hex: string): string {
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${parts.join('-')}-${hex.slice(20)}`;
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
