import type {Context} from '../spec/index.js';
import type {Cohort} from './cohort/index.js';
import type {Config} from './generated/types.js';

/** One command's connection to Cohort. */
export interface Session {
  cohort: Cohort;
  config: Config;
  context: Context;
}
