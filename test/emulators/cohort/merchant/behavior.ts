/** How Cohort behaves where that is not documented, or only now and then; tests switch it. */
export interface Behavior {
  /** Users can be looked up and written by id. */
  usersById: boolean;
  /** Values that do not fit a property or a field are made to fit, instead of refused. */
  adaptsValues: boolean;
  /** A user who is written is listed only so many milliseconds after its `updatedAt`. */
  visibleAfterMs: number;
}

export const usualBehavior: Behavior = {usersById: true, adaptsValues: false, visibleAfterMs: 0};
