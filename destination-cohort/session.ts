import type {Cohort} from '@cohort-salesforce/source-cohort/cohort';
import type {Context} from '@cohort-salesforce/spec';
import type {BaselineStore} from '@cohort-salesforce/spec/baseline';
import type {Config} from './generated/types.js';

/** One command's connection to Cohort. */
export interface Session {
  cohort: Cohort;
  config: Config;
  context: Context;
  /** The baseline store, from when a stream first needs it. */
  baseline?: Promise<BaselineStore>;
}
