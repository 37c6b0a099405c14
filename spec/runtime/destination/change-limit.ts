import {ConnectorError} from '../../connector-error.js';

export interface ChangeLimitConfig {
  max_changes?: number;
  dry_run?: boolean;
}

/** Counts the changes of a run, and stops it before the write that would be one too many. */
export class ChangeLimit {
  readonly #max: number;
  #made = 0;

  private constructor(max: number) {
    this.#max = max;
  }

  /** Undefined where everything may be changed, or nothing is written. */
  static open({max_changes: max, dry_run: isDryRun}: ChangeLimitConfig): ChangeLimit | undefined {
    return max === undefined || isDryRun ? undefined : new ChangeLimit(max);
  }

  /** Called before the next changes are sent. Throws when they would be more than the run may make. */
  reserve(changes: number): void {
    if (changes > 0 && this.#made + changes > this.#max)
      throw tooMany(this.#made, changes, this.#max);
    this.#made += changes;
  }

  /** Gives back what was reserved for changes that did not take place. */
  release(changes = 1): void {
    this.#made -= changes;
  }
}

function tooMany(made: number, more: number, max: number): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `This run has changed ${made} and would now change ${more} more, but max_changes allows ${max}. It stopped before them, and the state is kept. If so many changes are right, raise max_changes.`,
    facts: {made, more, max},
  });
}
