import type {Listing} from '@cohort-salesforce/spec';
import type {BaselineStore, Digest} from '@cohort-salesforce/spec/baseline';
import type {LinkSettings} from './link-settings.js';
import type {LinkedProperty} from './linked-property.js';

/** Everything that link mode needs while a stream is written. */
export interface ExportLink {
  store: BaselineStore;
  properties: readonly LinkedProperty[];
  /** The numbers of all properties: with others, a digest of all values is another one. */
  numbers: string;
  /** What new records get in fields that are only imported, by property number. */
  defaults: ReadonlyMap<number, Digest>;
  settings: LinkSettings;
  listing: Listing;
  /** The Salesforce user that this connector writes as. */
  ourUserId: string;
  /** The property in which a user names its record; undefined for none. */
  recordIdSource: string | undefined;
}
