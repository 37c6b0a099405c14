import {isEmail} from '@cohort-salesforce/source-cohort/cohort';
import {toEmailKey} from '@cohort-salesforce/spec';
import type {RecordCases} from './link-cases.js';
import type {LinkedItem} from './link-item.js';
import type {LinkSettings} from './link-settings.js';

/** The address that the user shall get; undefined: none. Lists an address that differs. */
export function decideEmail(
  {incoming, pair, user, isNew, isAddressTaken}: LinkedItem,
  {settings, cases}: {settings: LinkSettings; cases: RecordCases},
): string | undefined {
  const {email, key, keyDigest} = incoming;
  if (key === '' || key === toEmailKey(user.email)) return undefined;
  // A user whose own address changed keeps it.
  const hasRecordChanged = !isNew && keyDigest !== pair.key;
  const follows = settings.followsEmail && hasRecordChanged && isEmail(email);
  if (follows && !isAddressTaken) return email;
  cases.add('EMAIL_DIFFERS', incoming, {
    userId: user.id,
    ...(follows && {message: 'Another user has the new address of the record. They stay linked.'}),
  });
  return undefined;
}
