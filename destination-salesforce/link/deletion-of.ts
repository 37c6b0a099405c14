import type {Pair} from '@cohort-salesforce/spec/baseline';

/**
 * What a pair keeps of one that it replaces, or of itself: a deletion may have marked the user in Cohort. The import
 * takes the mark back, and forgets the deletion, when it reads the record that represents the user now.
 */
export function deletionOf(before: Pair | undefined): 'deleted' | undefined {
  return before?.absence === 'deleted' ? 'deleted' : undefined;
}
