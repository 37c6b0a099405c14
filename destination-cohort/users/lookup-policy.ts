const MAX_ABSENT = 1000;

/**
 * Whether users are worth looking up before they are written: what is already so is then not
 * written. As long as Cohort has none of those that come, as in the first import, it only costs a
 * call for each batch.
 */
export class LookupPolicy {
  #absentInARow = 0;

  get isThere(): boolean {
    return this.#absentInARow < MAX_ABSENT;
  }

  /** Takes in whether Cohort had a user before this run wrote it. */
  note(isKnown: boolean): void {
    this.#absentInARow = isKnown ? 0 : this.#absentInARow + 1;
  }
}
