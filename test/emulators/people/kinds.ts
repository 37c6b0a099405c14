/**
 * How a person's email address looks.
 * `plain`, `upper` and `blanks` are each the only one of their address (compared trimmed and without case);
 * the two duplicates repeat the address of the person `duplicateOf` names.
 */
export type EmailKind =
  | 'plain'
  | 'upper'
  | 'blanks'
  | 'none'
  | 'invalid'
  | 'duplicate'
  | 'duplicate-other-case';

/** Which letters a person's name is written with. */
export type NameKind = 'plain' | 'apostrophe' | 'accents' | 'han' | 'wide';

const emailKinds = new Map<number, EmailKind>([
  [7, 'upper'],
  [27, 'none'],
  [47, 'invalid'],
  [67, 'invalid'],
  [87, 'blanks'],
  [107, 'duplicate'],
  [127, 'duplicate-other-case'],
  [147, 'none'],
  [167, 'upper'],
]);

const nameKinds = new Map<number, NameKind>([
  [13, 'apostrophe'],
  [33, 'accents'],
  [53, 'han'],
  [73, 'wide'],
]);

/** The kind of the address of person `index`, the same for every seed: nine of each 200 are not plain. */
export function emailKind(index: number): EmailKind {
  return emailKinds.get(index % 200) ?? 'plain';
}

/** The kind of the name of person `index`, the same for every seed: four of each 100 are not plain. */
export function nameKind(index: number): NameKind {
  return nameKinds.get(index % 100) ?? 'plain';
}

/** The earlier person whose address person `index` repeats. */
export function duplicateOf(index: number): number | undefined {
  return emailKind(index).startsWith('duplicate') ? index - 4 : undefined;
}
