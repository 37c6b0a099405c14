import type {Rejection} from '@cohort-salesforce/spec';
import {type Decision, decide} from '../match/index.js';
import type {WriteContext} from '../write-context.js';
import type {Found} from './found.js';
import {linkMatch} from './link-match.js';
import type {Planner} from './planner.js';
import type {WriteBatch} from './write-batch.js';

/** Decides row by row, so that no two users of a batch end on one record. */
export class BatchPlan implements Planner {
  readonly #writeBatch: WriteBatch;
  readonly #writeContext: WriteContext;
  // Records, and keys of records to be made, that more than one row may mean: who has them.
  readonly #claims = new Map<string, number>();

  constructor(writeBatch: WriteBatch, writeContext: WriteContext) {
    this.#writeBatch = writeBatch;
    this.#writeContext = writeContext;
  }

  async select(rows: Int32Array): Promise<Int32Array> {
    return rows;
  }

  async decide(found: readonly Found[], pass: number): Promise<Decision[]> {
    return found.map(one => this.#decideOne(one, pass));
  }

  async beforeSending(): Promise<void> {}

  onResult(): void {}

  async finish(): Promise<void> {}

  #decideOne(found: Found, pass: number): Decision {
    const {target, report, config} = this.#writeContext;
    const {index, row, matches} = found;
    const hasMoved = (userId: string, key: string) => this.#hasMoved(userId, key);
    const {ambiguous, ...decision} = decide(row, matches, {target, hasMoved});
    if (ambiguous && pass === 1) report.countAmbiguous(ambiguous);
    const taken = this.#contested(decision, found).find(what => this.#claim(what, index));
    const result: Decision = taken ? {kind: 'result', result: rejectTaken(found, taken)} : decision;
    if (config.dry_run) report.showDecision(found, result);
    return result;
  }

  /** Whether the user comes in this batch with another key, which leaves the old one to others. */
  #hasMoved(userId: string, key: string): boolean {
    const row = this.#writeBatch.rowOfUser(userId);
    return row !== undefined && this.#writeBatch.identity(row).key !== key;
  }

  #contested(decision: Decision, {row, matches}: Found): string[] {
    if (decision.kind === 'create') {
      return this.#writeBatch.rowsWithKey(row.key).length > 1 ? [`new ${row.key}`] : [];
    }
    if (decision.kind === 'result') return [];
    const changed = new Set(decision.changes.map(({id}) => id));
    return matches
      .filter(foundMatch => changed.has(foundMatch.id))
      .filter(foundMatch => linkMatch(foundMatch, this.#writeBatch).size > 1)
      .map(({id}) => id);
  }

  /** Whether someone else has it already. */
  #claim(what: string, index: number): boolean {
    const owner = this.#claims.get(what) ?? index;
    this.#claims.set(what, owner);
    return owner !== index;
  }
}

function rejectTaken({row}: Found, taken: string): Rejection {
  return {
    status: 'rejected',
    key: row.keyText,
    code: 'RECORD_OF_ANOTHER_USER',
    message: taken.startsWith('new ')
      ? 'a record with this key is made for another Cohort user'
      : `${taken} is written for another Cohort user`,
  };
}
