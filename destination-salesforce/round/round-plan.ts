import type {Rejection} from '../../spec/index.js';
import type {Exporting} from '../exporting.js';
import {type Decision, decide} from '../match/index.js';
import type {Found} from './found.js';
import {linkCandidate} from './link-candidate.js';
import type {Planner} from './planner.js';
import type {Round} from './round.js';

/** Decides row by row, so that no two users of a round end on one record. */
export class RoundPlan implements Planner {
  readonly #round: Round;
  readonly #exporting: Exporting;
  // Records, and keys of records to be made, that more than one row may mean: who has them.
  readonly #claims = new Map<string, number>();

  constructor(round: Round, exporting: Exporting) {
    this.#round = round;
    this.#exporting = exporting;
  }

  async select(rows: Int32Array): Promise<Int32Array> {
    return rows;
  }

  async decide(found: readonly Found[], pass: number): Promise<Decision[]> {
    return found.map(one => this.#decideOne(one, pass));
  }

  settle(): void {}

  async finish(): Promise<void> {}

  #decideOne(found: Found, pass: number): Decision {
    const {target, report, config} = this.#exporting;
    const {index, row, candidates} = found;
    const hasMoved = (userId: string, key: string) => this.#hasMoved(userId, key);
    const {ambiguous, ...decision} = decide(row, candidates, {target, hasMoved});
    if (ambiguous && pass === 1) report.countAmbiguous(ambiguous);
    const taken = this.#contested(decision, found).find(what => this.#claim(what, index));
    const result: Decision = taken
      ? {kind: 'settled', verdict: rejectTaken(found, taken)}
      : decision;
    if (config.dry_run) report.showDecision(found, result);
    return result;
  }

  /** Whether the user comes in this round with another key, which leaves the old one to others. */
  #hasMoved(userId: string, key: string): boolean {
    const row = this.#round.rowOfUser(userId);
    return row !== undefined && this.#round.row(row).key !== key;
  }

  #contested(decision: Decision, {row, candidates}: Found): string[] {
    if (decision.kind === 'create') {
      return this.#round.rowsWithKey(row.key).length > 1 ? [`new ${row.key}`] : [];
    }
    if (decision.kind === 'settled') return [];
    const changed = new Set(decision.changes.map(({id}) => id));
    return candidates
      .filter(candidate => changed.has(candidate.id))
      .filter(candidate => linkCandidate(candidate, this.#round).size > 1)
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
