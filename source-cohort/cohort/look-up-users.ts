import {ConnectorError, configError} from '@cohort-salesforce/spec';
import {withQuery} from './add-query.js';
import type {CohortCaller} from './cohort-caller.js';
import type {User} from './generated/types.js';
import {validateUser, validateUserLookupResult} from './generated/validators.js';
import type {ServerTimes} from './server-times.js';

/** Whom to look up: at most `settings.lookup_size` emails and ids together. */
export interface UserKeys {
  emails?: readonly string[];
  /** Optional extension of the contract: a Cohort without it refuses the call. */
  ids?: readonly string[];
}

export interface FoundUsers {
  users: User[];
  times: ServerTimes;
}

export async function lookUpUsers(
  {caller, path}: {caller: CohortCaller; path: string | null},
  {emails = [], ids = []}: UserKeys,
  fields: readonly string[],
): Promise<FoundUsers> {
  if (path === null) throw configError('api.paths.user_lookup is null: users cannot be looked up.');
  const {answer, times} = await caller.call({
    method: 'POST',
    path,
    body: JSON.stringify({
      emails,
      ...(ids.length > 0 && {ids}),
      ...(fields.length > 0 && {fields}),
    }),
    isRepeatable: true,
    validate: validateUserLookupResult,
  });
  return {users: answer.data, times};
}

/** One user by id; none when Cohort does not have it. */
export async function getUser(
  {caller, path}: {caller: CohortCaller; path: string},
  id: string,
  fields: string | undefined,
): Promise<FoundUsers> {
  const started = Date.now();
  try {
    const {answer, times} = await caller.call({
      method: 'GET',
      path: withQuery(`${path}/${encodeURIComponent(id)}`, {fields}),
      validate: validateUser,
    });
    return {users: [answer], times};
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return {users: [], times: {began: started, answered: started}};
  }
}

/** Whether Cohort says that there is nothing with an id. Only in its own words: a wrong path must not make users look deleted. */
export function isUnknown(error: unknown): boolean {
  return error instanceof ConnectorError && /not[-_]found$/i.test(String(error.facts.code ?? ''));
}
