/** A well mixed 32-bit number of three: the same for the same three, on every machine. */
export function mix(seed: number, index: number, salt: number): number {
  let hash = Math.imul(seed ^ 0x1b873593, 0xcc9e2d51) ^ Math.imul(index + 1, 0x85ebca6b);
  hash ^= Math.imul(salt + 0x52dce729, 0x38495ab5);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T;
}
