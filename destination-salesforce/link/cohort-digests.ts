import {type Digest, EMPTY} from '@cohort-salesforce/spec/baseline';
import type {RowLink} from '../match/index.js';
import type {LinkedProperty} from './linked-property.js';

// No digest of a value. `EMPTY` is the digest of an empty value.
const ABSENT: Digest = '\u0001'.padEnd(EMPTY.length, '\0');

/** The digests of a row's values, which stand in the order of the properties. */
export function packDigests(digests: readonly (Digest | undefined)[]): string {
  return digests.map(digest => digest ?? ABSENT).join('');
}

/** The digest of a property's value; undefined when none came. */
export function digestOf(
  {cohort}: RowLink,
  {place}: Pick<LinkedProperty, 'place'>,
): Digest | undefined {
  const at = place * EMPTY.length;
  const digest = cohort.slice(at, at + EMPTY.length);
  return digest === ABSENT ? undefined : digest;
}
