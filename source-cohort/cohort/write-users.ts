import {ConnectorError} from '../../spec/index.js';
import type {CohortCaller} from './cohort-caller.js';
import type {UserInput, UserVerdict} from './generated/types.js';
import {validateUserBatchResult} from './generated/validators.js';

export interface WrittenUsers {
  /** One for each user, in order. */
  verdicts: UserVerdict[];
  /** The request was sent more than once: what looks unchanged may be its own doing. */
  repeated: boolean;
}

/** A user as JSON: written once, to be measured and to be sent. */
export type UserText = string & {readonly isUser: true};

export function toUserText(user: UserInput): UserText {
  return JSON.stringify(user) as UserText;
}

export async function writeUsers(
  {caller, path}: {caller: CohortCaller; path: string},
  mode: 'upsert' | 'update',
  users: readonly UserText[],
): Promise<WrittenUsers> {
  // Writing the same values again changes nothing, so a lost reply does no harm.
  const {answer, attempts} = await caller.call({
    method: 'POST',
    path,
    body: `{"mode":"${mode}","users":[${users.join(',')}]}`,
    isRepeatable: true,
    validate: validateUserBatchResult,
  });
  return {verdicts: inOrder(answer.results, users.length), repeated: attempts > 1};
}

function inOrder(results: readonly UserVerdict[], count: number): UserVerdict[] {
  const byIndex = new Map(results.map(result => [result.index, result]));
  return Array.from({length: count}, (_, index) => {
    const verdict = byIndex.get(index);
    if (!verdict) throw missingVerdict(index, count);
    return verdict;
  });
}

function missingVerdict(index: number, count: number): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Writing ${count} users: Cohort's answer has no verdict for the one at index ${index}.`,
  });
}
