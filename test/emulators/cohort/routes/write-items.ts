import {invalid} from '../api-error.js';
import {type Item, isObject} from '../merchant/check-item.js';
import type {Merchant} from '../merchant/merchant.js';
import {
  type ItemResult,
  type Outcome,
  type WriteMode,
  writeUsers,
} from '../merchant/write-users.js';
import type {Context} from './context.js';
import {readArray, readBody, readChoice} from './read-request.js';

const modes: readonly WriteMode[] = ['upsert', 'update'];

/** Writes the users of a request, at most `max`, and tells the world. */
export function writeItems(
  merchant: Merchant,
  given: unknown,
  {context, max}: {context: Context; max: number},
): ItemResult[] {
  const body = readBody(given, ['mode', 'users']);
  const mode = readChoice(body.mode, 'mode', modes);
  const items = readArray(body.users, 'users', max);
  if (!items.every(isObject)) throw invalid('Parameter users must be an array of objects');
  const outcome = writeUsers(merchant, {mode, items: items as Item[]}, () => refusal(context));
  tell(merchant, outcome, context);
  return outcome.results;
}

function refusal({faults}: Context) {
  const fault = faults().take('invalid-item');
  if (!fault) return undefined;
  const {code = 'users.refused', message = 'this item was refused by a fault rule'} = fault;
  return {code: String(code), message: String(message)};
}

function tell(merchant: Merchant, {happenings, stamp}: Outcome, {announce}: Context): void {
  // Only what the documentation calls a user event is kept; changes of users are just announced.
  const kept = happenings.filter(({happening}) => !happening.eventType.startsWith('cohort.user.'));
  merchant.events.append(kept, stamp);
  announce(merchant, happenings, stamp);
}
