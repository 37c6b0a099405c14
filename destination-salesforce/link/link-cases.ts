import type {Listing} from '@cohort-salesforce/spec';
import type {Row} from '../match/index.js';

/** What is listed about a user's link; see the README for what each means. */
export type LinkCode =
  | 'CONFLICT'
  | 'DUPLICATE'
  | 'EMAIL_DIFFERS'
  | 'NO_HISTORY'
  | 'NOT_STABLE'
  | 'OVERWRITTEN'
  | 'PENDING'
  | 'RECORD_DELETED'
  | 'RECORD_MISSING'
  | 'RECORD_OF_ANOTHER_USER'
  | 'RELINKED';

export const LINK_MESSAGES: Record<LinkCode, string> = {
  CONFLICT: 'Both sides changed to different values.',
  DUPLICATE: 'Another record represents this user: this one is not written.',
  EMAIL_DIFFERS: 'The record and its user have different addresses. They stay linked.',
  NO_HISTORY: 'Both sides differ, and nothing is known of either: left alone until one changes.',
  NOT_STABLE: 'Salesforce does not keep what is written to it: left alone.',
  OVERWRITTEN: "The field was edited in Salesforce, and the user's value has replaced the edit.",
  PENDING: 'No record has this address yet; only records that exist are updated.',
  RECORD_DELETED:
    'The record of this user was deleted. No other is created (recreate_deleted: true creates one).',
  RECORD_MISSING:
    'The record of this user was purged, or the integration user cannot see it. No other is created.',
  RECORD_OF_ANOTHER_USER:
    'The record holds the id of another user. If that user no longer exists, correct the id in Salesforce, or set relink (harness: --relink).',
  RELINKED: 'The user is now linked to this record; what it was linked to no longer exists.',
};

/** Lists what a person should know about a user besides what was written. */
export class LinkCases {
  readonly #listing: Pick<Listing, 'add'>;

  constructor(listing: Pick<Listing, 'add'>) {
    this.#listing = listing;
  }

  add(
    code: LinkCode,
    {userId, keyText}: Pick<Row, 'userId' | 'keyText'>,
    more: {recordId?: string | undefined; fields?: readonly string[]} = {},
  ): void {
    const {recordId, fields = []} = more;
    const message = LINK_MESSAGES[code];
    const user = {userId: userId ?? undefined, key: keyText || undefined};
    this.#listing.add({code, recordId, ...user, fields, message});
  }
}
