import {LinkCases, type Listing, SHARED_LINK_MESSAGES} from '@cohort-salesforce/spec';
import type {IncomingRecord} from './incoming-record.js';

/** What is listed about a record's link; see the README for what each means. */
const MESSAGES = {
  ...SHARED_LINK_MESSAGES,
  DUPLICATE: 'Another record represents this person: this one was neither applied nor linked.',
  NOT_STABLE: 'Cohort does not store the value as written: it is not written again.',
  OVERWRITTEN: "The property was edited in Cohort, and the record's value has replaced the edit.",
  PENDING: 'No user has this address yet; only users that exist are imported.',
  RECORD_DELETED:
    'The record of this user was deleted. The user is not; on_delete says how it is marked.',
  RECORD_OF_ANOTHER_USER:
    'The record holds the id of another user: not applied. Correct the id in Salesforce.',
  RELINKED: 'The record is now linked to this user; what it was linked to no longer exists.',
  USER_DELETED: 'The user of this record was deleted in Cohort and is not created again.',
  WRITTEN_TO_ANOTHER_USER:
    'This user has taken the address of another one and received the values of that one. The next run writes its own values again.',
} as const;

export type RecordCases = LinkCases<keyof typeof MESSAGES, Pick<IncomingRecord, 'id' | 'email'>>;

/** Cases of records, in a listing. */
export function listRecordCases(listing: Pick<Listing, 'add'>): RecordCases {
  return new LinkCases(listing, MESSAGES, ({id, email}) => ({
    recordId: id,
    key: email || undefined,
  }));
}
