import {ConnectorError} from '@cohort-salesforce/spec';
import type {CohortCaller} from './cohort-caller.js';
import type {UserResult} from './generated/types.js';
import {validateUserBatchResult} from './generated/validators.js';
import type {ServerTimes} from './server-times.js';
import type {UserText} from './user-text.js';

export interface WrittenUsers {
  /** One for each user, in order. */
  results: UserResult[];
  /** The request was sent more than once: what looks unchanged may be its own doing. */
  repeated: boolean;
  times: ServerTimes;
}

export async function writeUsers(
  {caller, path}: {caller: CohortCaller; path: string},
  mode: 'upsert' | 'update',
  users: readonly UserText[],
): Promise<WrittenUsers> {
  // Writing the same values again changes nothing, so a lost reply does no harm.
  const {answer, attempts, times} = await caller.call({
    method: 'POST',
    path,
    body: `{"mode":"${mode}","users":[${users.join(',')}]}`,
    isRepeatable: true,
    validate: validateUserBatchResult,
  });
  return {results: inOrder(answer.results, users.length), repeated: attempts > 1, times};
}

/** One result for each user, in their order. */
export function inOrder(results: readonly UserResult[], count: number): UserResult[] {
  const byIndex = new Map(results.map(result => [result.index, result]));
  return Array.from({length: count}, (_, index) => {
    const recordResult = byIndex.get(index);
    if (!recordResult) throw missingResult(index, count);
    return recordResult;
  });
}

function missingResult(index: number, count: number): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Writing ${count} users: Cohort's answer has no result for the one at index ${index}.`,
  });
}
