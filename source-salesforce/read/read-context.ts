import type {Session} from '../session.js';
import type {Progress} from './progress.js';
import type {ReadPlan} from './read-plan.js';

/** One stream being read. */
export interface ReadContext {
  session: Session;
  plan: ReadPlan;
  progress: Progress;
}
