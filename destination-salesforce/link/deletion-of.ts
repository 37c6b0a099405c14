import type {Pair} from '@cohort-salesforce/spec/baseline';

/**
 * Whether the user's record was deleted, as the pair before this one says. The import may have marked the user for it;
 * when it reads the record that represents the user now, it removes the mark and clears this.
 */
export function deletionOf(before: Pair | undefined): 'deleted' | undefined {
  return before?.absence === 'deleted' ? 'deleted' : undefined;
}
