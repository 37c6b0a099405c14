import type {Salesforce} from '@cohort-salesforce/source-salesforce/salesforce';
import type {
  ChangeLimit,
  ChangeLog,
  Context,
  JobJournal,
  SendingHistory,
} from '@cohort-salesforce/spec';
import type {Config} from './generated/types.js';
import type {ExportLink} from './link/export-link.js';
import type {Selection} from './lookup/selection.js';
import type {Report} from './report.js';
import type {Target} from './target/index.js';
import type {CallSize} from './write/call-size.js';

/** A stream being written: everything its parts need. */
export interface WriteContext {
  salesforce: Salesforce;
  /** Remembers jobs under way, when the config names a folder for it. */
  journal: JobJournal | undefined;
  context: Context;
  config: Config;
  target: Target;
  selection: Selection;
  report: Report;
  /** How much may be written, where that is limited. */
  changeLimit: ChangeLimit | undefined;
  /** Records what is written, where that is wanted. */
  changeLog: ChangeLog | undefined;
  callSize: CallSize;
  /** Of writing calls that were sent in parts. */
  sending: SendingHistory;
  /** In link mode. */
  link: ExportLink | undefined;
}
