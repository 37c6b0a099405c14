/** Some of a mapping's fields: 32 of them in each number. Plain arrays are made faster than typed ones. */
export type FieldSet = number[];

export function emptySet(fieldCount: number): FieldSet {
  return new Array(Math.ceil(fieldCount / 32)).fill(0);
}

/** The fields of which a record says something. */
export function setOf(values: readonly unknown[]): FieldSet {
  const set = emptySet(values.length);
  for (let field = 0; field < values.length; field++) {
    if (values[field] !== undefined)
      set[field >>> 5] = (set[field >>> 5] ?? 0) | (1 << (field & 31));
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
