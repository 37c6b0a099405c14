import type {Cohort} from '@cohort-salesforce/source-cohort/cohort';
import type {ChangeLimit, ChangeLog} from '@cohort-salesforce/spec';
import type {BaselineStore} from '@cohort-salesforce/spec/baseline';
import type {MappedField} from '../mapping/prepare-properties.js';
import type {DryRun} from '../users/dry-run.js';
import type {DeletionMark} from './deletion-mark.js';
import type {UserFinder} from './find-users.js';
import type {ReadContent, ReadRecord} from './incoming-record.js';
import type {RecordCases} from './link-cases.js';
import type {LinkSettings} from './link-settings.js';
import type {LinkedField} from './linked-field.js';

/** What the parts of one stream's import share. */
export interface LinkRun {
  cohort: Cohort;
  store: LinkStore;
  finder: UserFinder;
  cases: RecordCases;
  settings: LinkSettings;
  fields: readonly LinkedField[];
  /** Whether users that Cohort does not have are created. */
  creates: boolean;
  /** How users are marked whose record was deleted. */
  mark: DeletionMark | undefined;
  /** When set, nothing is written. */
  dryRun: DryRun | undefined;
  /** How much may be written, where that is limited. */
  changeLimit: ChangeLimit | undefined;
  /** Records what is written, where that is wanted. */
  changeLog: ChangeLog | undefined;
  /** Whether the store held no pair when the stream began. */
  isFirst: boolean;
  /** Records that the source was asked to read again, until they came. */
  wanted: Set<string>;
  read: ReadRecord;
  readContent: ReadContent;
}

/** What is written of a user, for people: the mapped fields, then the mark. */
export function shownFields({fields, mark}: Pick<LinkRun, 'fields' | 'mark'>): MappedField[] {
  return [...fields, ...(mark ? [mark.field] : [])];
}

/** What the import asks of the store, and tells it. */
export type LinkStore = Pick<
  BaselineStore,
  | 'epoch'
  | 'clocks'
  | 'digest'
  | 'pairsOfRecords'
  | 'storedPairsOfRecords'
  | 'pairsOfUsers'
  | 'pairsOfKeys'
  | 'commit'
  | 'save'
  | 'checkpoint'
> & {waiting: Pick<BaselineStore['waiting'], 'areErased' | 'creating'>};
