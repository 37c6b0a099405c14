import {LinkCases, type Listing, SHARED_LINK_MESSAGES} from '@cohort-salesforce/spec';
import type {Row} from '../match/index.js';

/** What is listed about a user's link; see the README for what each means. */
export const LINK_MESSAGES = {
  ...SHARED_LINK_MESSAGES,
  DUPLICATE: 'Another record represents this user: this one is not written.',
  NOT_STABLE: 'Salesforce does not store the value as written: it is not written again.',
  OVERWRITTEN: "The field was edited in Salesforce, and the user's value has replaced the edit.",
  PENDING: 'No record has this address yet; only records that exist are updated.',
  RECORD_DELETED:
    'The record of this user was deleted. No other is created (recreate_deleted: true creates one).',
  RECORD_MISSING:
    'The record of this user was purged, or the integration user cannot see it. No other is created.',
  RECORD_OF_ANOTHER_USER:
    'The record holds the id of another user. If that user no longer exists, correct the id in Salesforce, or set relink (harness: --relink).',
  RELINKED: 'The user is now linked to this record; what it was linked to no longer exists.',
} as const;

export type LinkCode = keyof typeof LINK_MESSAGES;
export type UserCases = LinkCases<LinkCode, Pick<Row, 'userId' | 'keyText'>>;

/** Cases of users, in a listing. */
export function listUserCases(listing: Pick<Listing, 'add'>): UserCases {
  return new LinkCases(listing, LINK_MESSAGES, ({userId, keyText}) => ({
    userId: userId ?? undefined,
    key: keyText || undefined,
  }));
}
