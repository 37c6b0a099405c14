import type {UserResult} from '@cohort-salesforce/source-cohort/cohort';
import type {IncomingUser} from './incoming-user.js';

/** A user on its way to Cohort: what the write does as far as a lookup shows. */
interface SentUser {
  incomingUser: Pick<IncomingUser, 'isFirst'>;
  expected: 'created' | 'updated' | undefined;
}

/** Results of a request that was sent again: what looks unchanged was done by the first sending, whose answer was lost. */
export function withFirstResults(
  writes: readonly SentUser[],
  results: readonly UserResult[],
): UserResult[] {
  return results.map((result, index) => {
    if (result.status !== 'unchanged') return result;
    const {expected, incomingUser} = writes[index] ?? {};
    return {...result, status: expected ?? (incomingUser?.isFirst ? 'created' : 'updated')};
  });
}
