import type {CohortCaller} from './cohort-caller.js';
import type {User} from './generated/types.js';
import {validateUserLookupResult} from './generated/validators.js';

export async function lookUpUsers(
  {caller, path}: {caller: CohortCaller; path: string},
  emails: readonly string[],
  fields: readonly string[],
): Promise<User[]> {
  const {answer} = await caller.call({
    method: 'POST',
    path,
    body: JSON.stringify({emails, ...(fields.length > 0 && {fields})}),
    isRepeatable: true,
    validate: validateUserLookupResult,
  });
  return answer.data;
}
