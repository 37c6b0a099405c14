import type {Listing} from '@cohort-salesforce/spec';
import type {IncomingRecord} from './incoming-record.js';

/** What is listed about a record's link; see the README for what each means. */
export type LinkCode =
  | 'CONFLICT'
  | 'DUPLICATE'
  | 'EMAIL_DIFFERS'
  | 'NO_HISTORY'
  | 'NOT_STABLE'
  | 'OVERWRITTEN'
  | 'PENDING'
  | 'RECORD_DELETED'
  | 'RECORD_OF_ANOTHER_USER'
  | 'RELINKED'
  | 'USER_DELETED'
  | 'WRITTEN_TO_ANOTHER_USER';

const MESSAGES: Record<LinkCode, string> = {
  CONFLICT: 'Both sides changed to different values.',
  DUPLICATE: 'Another record represents this person: this one was neither applied nor linked.',
  EMAIL_DIFFERS: 'The record and its user have different addresses. They stay linked.',
  NO_HISTORY: 'Both sides differ, and nothing is known of either: left alone until one changes.',
  NOT_STABLE: 'Cohort does not keep what is written to it: left alone.',
  OVERWRITTEN: "The property was edited in Cohort, and the record's value has replaced the edit.",
  PENDING: 'No user has this address yet; only users that exist are imported.',
  RECORD_DELETED:
    'The record of this user was deleted. The user is not; on_delete says how it is marked.',
  RECORD_OF_ANOTHER_USER:
    'The record holds the id of another user: not applied. Correct the id in Salesforce.',
  RELINKED: 'The record is now linked to this user; what it was linked to no longer exists.',
  USER_DELETED: 'The user of this record was deleted in Cohort and is not created again.',
  WRITTEN_TO_ANOTHER_USER:
    'The user got the address of another one, and the values that were meant for them. The next run writes their own again.',
};

/** Lists what a person should know about a record besides what was written. */
export class LinkCases {
  readonly #listing: Pick<Listing, 'add'>;

  constructor(listing: Pick<Listing, 'add'>) {
    this.#listing = listing;
  }

  add(
    code: LinkCode,
    {id, email}: Pick<IncomingRecord, 'id' | 'email'>,
    more: {userId?: string | undefined; fields?: readonly string[]; message?: string} = {},
  ): void {
    const {userId, fields = [], message = MESSAGES[code]} = more;
    this.#listing.add({code, recordId: id, userId, key: email || undefined, fields, message});
  }
}
