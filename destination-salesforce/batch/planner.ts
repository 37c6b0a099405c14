import type {Decision} from '../match/index.js';
import type {Found} from './found.js';
import type {Purpose} from './pending-changes.js';
import type {FinalResult} from './write-result.js';

/** How the rows of a batch are decided. */
export interface Planner {
  /** The rows that have to be looked up; the others get their results. */
  select(rows: Int32Array): Promise<Int32Array>;
  /** What to do for each row, in order. */
  decide(found: readonly Found[], pass: number): Promise<readonly Decision[]>;
  /** Called when all of a pass is decided, before anything of it is sent. */
  beforeSending(): Promise<void>;
  /** Told what became of a change. */
  onResult(purpose: Purpose, writeResult: FinalResult): void;
  /** Called when everything that was decided has been sent, or sending has failed. */
  finish(): Promise<void>;
}
