import type {Cohort} from '../source-cohort/cohort/index.js';
import type {BaselineStore} from '../spec/baseline/index.js';
import type {Context} from '../spec/index.js';
import type {Config} from './generated/types.js';

/** One command's connection to Cohort. */
export interface Session {
  cohort: Cohort;
  config: Config;
  context: Context;
  /** The baseline store, from when a stream first needs it. */
  baseline?: Promise<BaselineStore>;
}
