/** How Cohort behaves where that is not documented, or only now and then; tests switch it. */
export interface Behavior {
  /** Users can be looked up and written by id. */
  usersById: boolean;
  /** Values that do not fit a property or a field are made to fit, instead of refused. */
  adaptsValues: boolean;
  /** A user who is written is listed only so many milliseconds after its `updatedAt`. */
  visibleAfterMs: number;
  /** How often a job is said to be under way before it has ended. */
  jobPolls: number;
  /** Jobs write when they end, instead of when they start. */
  jobsWriteLate: boolean;
  /** What becomes of jobs: they end, fail as a whole and write nothing, never end, or are not known any more. */
  jobs: 'done' | 'failed' | 'stuck' | 'lost';
}

export const usualBehavior: Behavior = {
  usersById: true,
  adaptsValues: false,
  visibleAfterMs: 0,
  jobPolls: 1,
  jobsWriteLate: false,
  jobs: 'done',
};
