import {ConnectorError, type Verdict} from '../../spec/index.js';
import type {Decision} from '../match/index.js';
import type {Operation, Outbox, Purpose} from './outbox.js';
import type {Settled} from './outcome.js';
import type {Round} from './round.js';

const VERDICTS: Record<Operation, Verdict> = {
  create: {status: 'created'},
  update: {status: 'updated'},
  // The protocol counts what was changed; a deletion is a change.
  delete: {status: 'updated'},
};

// A row whose replies are lost so often ends the run: the org is in no state to work with.
const MOST_PASSES = 5;

/** From decisions and outcomes to the verdicts of a round. */
export class RoundVerdicts {
  readonly #round: Round;
  readonly #isDryRun: boolean;
  readonly #unclear = new Map<number, Settled & {kind: 'unclear'}>();
  /** Rows whose record was perhaps made by a call whose reply was lost. */
  readonly #perhapsCreated = new Set<number>();

  constructor(round: Round, isDryRun: boolean) {
    this.#round = round;
    this.#isDryRun = isDryRun;
  }

  /** Settles a row now, or puts what is to be sent for it into the outbox. */
  plan(row: number, decision: Decision, outbox: Outbox): void {
    if (decision.kind === 'settled') {
      const found = decision.verdict.status === 'unchanged' && this.#perhapsCreated.has(row);
      this.#round.settle(row, found ? VERDICTS.create : decision.verdict);
    } else if (this.#isDryRun) {
      this.#round.settle(row, VERDICTS[decision.kind]);
    } else {
      const changes = decision.kind === 'create' ? [decision.change] : decision.changes;
      for (const change of changes) outbox.add(decision.kind, {row, change});
    }
  }

  settle({row, operation}: Purpose, outcome: Settled): void {
    if (outcome.kind === 'unclear') {
      this.#unclear.set(row, outcome);
      if (operation === 'create' && outcome.code === 'NO_REPLY') this.#perhapsCreated.add(row);
    } else if (outcome.kind === 'done') {
      const verdict = this.#perhapsCreated.has(row) ? VERDICTS.create : VERDICTS[operation];
      this.#round.settle(row, verdict);
    } else {
      this.#refuse(row, outcome);
    }
  }

  /** The rows to look up and decide about again. */
  takeUnclear(pass: number): Int32Array {
    const again: number[] = [];
    for (const [row, outcome] of this.#unclear) {
      if (outcome.code === 'NO_REPLY' && pass >= MOST_PASSES) throw givenUp(pass);
      // The second look showed the same: it is not that the org has changed in between.
      if (outcome.code !== 'NO_REPLY' && pass > 1) this.#refuse(row, outcome);
      else again.push(row);
    }
    this.#unclear.clear();
    return Int32Array.from(again);
  }

  #refuse(row: number, outcome: {code: string; message: string; fields?: readonly string[]}): void {
    const {code, message, fields = []} = outcome;
    const key = this.#round.row(row).keyText;
    this.#round.settle(row, {status: 'rejected', key, code, message, fields});
  }
}

function givenUp(passes: number): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Creating records: no reply ${passes} times in a row. Nothing is lost; run again later.`,
  });
}
