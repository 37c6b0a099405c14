/** A well mixed 32-bit number of three: the same for the same three, on every machine. */
export function mix(seed: number, index: number, salt: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  hash ^= Math.imul(salt + 0x7f4a7c15, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One of the list, chosen by the number. */
export function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T;
}
