/** Four words of 32 bits, the lower ones first. */
export type Words = readonly [number, number, number, number];

/** A key of 128 bits, and what follows from it. */
export interface ChaskeyKey {
  key: Words;
  /** Go into the last block: of a text that fills it, and of one that does not. */
  whole: Words;
  part: Words;
}

const ROUNDS = 12;
/** UTF-16 code units of a block of 16 bytes. */
const BLOCK = 8;

/** `bytes`: 16 of them. */
export function toChaskeyKey(bytes: Buffer): ChaskeyKey {
  const word = (index: number) => bytes.readInt32LE(4 * index);
  const key: Words = [word(0), word(1), word(2), word(3)];
  const whole = timesTwo(key);
  return {key, whole, part: timesTwo(whole)};
}

/**
 * Chaskey-12 (ISO/IEC 29192-6) of a text's UTF-16 code units: a keyed hash made for short messages and 32-bit words, all of
 * it in JavaScript. A text of 20 characters takes a third of the time of node's SHA-1 (0.17 instead of 0.50 µs). The loop has no
 * array, because it runs for each value. https://mouha.be/chaskey
 */
export function chaskey({key, whole, part}: ChaskeyKey, text: string, rounds = ROUNDS): Words {
  let [v0, v1, v2, v3] = key;
  const units = text.length;
  const last = units === 0 ? 0 : Math.ceil(units / BLOCK) - 1;
  const ending = units === (last + 1) * BLOCK ? whole : part;
  for (let block = 0; block <= last; block += 1) {
    const at = block * BLOCK;
    v0 ^= pairAt(text, at);
    v1 ^= pairAt(text, at + 2);
    v2 ^= pairAt(text, at + 4);
    v3 ^= pairAt(text, at + 6);
    if (block === last) {
      v0 ^= ending[0];
      v1 ^= ending[1];
      v2 ^= ending[2];
      v3 ^= ending[3];
    }
    for (let round = 0; round < rounds; round += 1) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 13) | (v3 >>> 19)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 7) | (v1 >>> 25)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
  }
  return [v0 ^ ending[0], v1 ^ ending[1], v2 ^ ending[2], v3 ^ ending[3]];
}

// After the last unit, a 1 and zeros: nothing for a text that fills its block.
function pairAt(text: string, at: number): number {
  if (at + 1 < text.length) return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
  if (at + 1 === text.length) return text.charCodeAt(at) | (1 << 16);
  return at === text.length ? 1 : 0;
}

function timesTwo([w0, w1, w2, w3]: Words): Words {
  return [
    (w0 << 1) ^ (w3 < 0 ? 0x87 : 0),
    (w1 << 1) | (w0 >>> 31),
    (w2 << 1) | (w1 >>> 31),
    (w3 << 1) | (w2 >>> 31),
  ];
}
