import type {Exporting} from '../exporting.js';
import type {Found} from './found.js';
import {Outbox} from './outbox.js';
import type {Settled} from './outcome.js';
import type {Round} from './round.js';
import {RoundPlan} from './round-plan.js';
import {RoundVerdicts} from './round-verdicts.js';

export interface RoundSteps {
  /** Finds the records of the org that rows may mean. */
  find(rows: Int32Array, round: Round): AsyncIterable<readonly Found[]>;
  /** Sends everything in an outbox and tells each change's outcome. */
  send(outbox: Outbox, settle: (index: number, outcome: Settled) => void): Promise<void>;
}

/** Matches and writes a round: look up, decide, send; again for rows whose outcome is unclear. */
export async function settleRound(
  round: Round,
  exporting: Exporting,
  steps: RoundSteps,
): Promise<void> {
  const plan = new RoundPlan(round, exporting);
  const verdicts = new RoundVerdicts(round, exporting.config.dry_run ?? false);
  let rows = round.openRows();
  for (let pass = 1; rows.length > 0; pass += 1) {
    const outbox = new Outbox(exporting.target);
    try {
      for await (const found of steps.find(rows, round)) {
        for (const one of found) verdicts.plan(one.index, plan.decide(one, pass), outbox);
      }
      await steps.send(outbox, (index, outcome) =>
        verdicts.settle(outbox.purposeOf(index), outcome),
      );
    } finally {
      outbox.close();
    }
    rows = verdicts.takeUnclear(pass);
  }
}
