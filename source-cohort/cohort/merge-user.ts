import type {User} from './generated/types.js';

/** A user as it is written: only what is to change. */
export interface WrittenUser {
  id?: string | undefined;
  email?: string | undefined;
  properties?: Record<string, unknown>;
}

/** A user as it is after a write. */
export function mergeUser(before: User, {id, email, properties = {}, ...core}: WrittenUser): User {
  return {
    ...before,
    ...core,
    // Beside an id, the address is the user's new one.
    ...(id !== undefined && email !== undefined && {email: email.trim()}),
    properties: {...before.properties, ...properties},
  } as User;
}

/** A user of whom only the address is known. */
export function emptyUser({id, email, now}: {id: string; email: string; now: string}): User {
  return {
    id,
    email: email.trim(),
    firstName: null,
    lastName: null,
    lang: null,
    createdAt: now,
    updatedAt: now,
    properties: {},
  };
}
