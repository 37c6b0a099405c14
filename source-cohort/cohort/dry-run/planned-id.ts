import {randomBytes} from 'node:crypto';

const PREFIX = '00000000-0000-4000-8000-';

/** The id that a user or property has in a dry run before Cohort has given it one. */
export function newPlannedId(): string {
  return PREFIX + randomBytes(6).toString('hex');
}
