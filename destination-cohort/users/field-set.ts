/** Some of a mapping's fields: 32 of them in each number. */
export type FieldSet = Uint32Array;

export function emptySet(fieldCount: number): FieldSet {
  return new Uint32Array(Math.ceil(fieldCount / 32));
}

/** The fields of which a record says something. */
export function setOf(values: readonly unknown[]): FieldSet {
  const set = emptySet(values.length);
  for (const [field, value] of values.entries()) {
    if (value !== undefined) set[field >>> 5] = (set[field >>> 5] ?? 0) | (1 << (field & 31));
  }
  return set;
}

export function has(set: FieldSet, field: number): boolean {
  return ((set[field >>> 5] ?? 0) & (1 << (field & 31))) !== 0;
}

export function isEmptySet(set: FieldSet): boolean {
  return set.every(word => word === 0);
}

/** Adds to `set` what is in `other`. */
export function addAll(set: FieldSet, other: FieldSet): void {
  for (const [index, word] of other.entries()) set[index] = (set[index] ?? 0) | word;
}

/** What is in `set` and not in `other`. */
export function without(set: FieldSet, other: FieldSet): FieldSet {
  return set.map((word, index) => word & ~(other[index] ?? 0));
}
