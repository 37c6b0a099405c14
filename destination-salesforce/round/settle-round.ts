import type {Exporting} from '../exporting.js';
import type {Found} from './found.js';
import {Outbox} from './outbox.js';
import type {Settled} from './outcome.js';
import type {Planner} from './planner.js';
import type {Round} from './round.js';
import {RoundVerdicts} from './round-verdicts.js';

export interface Sending {
  settle(index: number, outcome: Settled): void;
  /** From 1; later ones are for rows whose outcome was unclear. */
  pass: number;
  /** When the pass began, in milliseconds of Salesforce's clock. */
  since: number;
}

export interface RoundSteps {
  plan: Planner;
  /** Finds the records of the org that rows may mean. */
  find(rows: Int32Array, round: Round): AsyncIterable<readonly Found[]>;
  /** Sends everything in an outbox and tells each change's outcome. */
  send(outbox: Outbox, sending: Sending): Promise<void>;
}

/** Matches and writes a round: look up, decide, send; again for rows whose outcome is unclear. */
export async function settleRound(
  round: Round,
  exporting: Exporting,
  steps: RoundSteps,
): Promise<void> {
  const {plan} = steps;
  const verdicts = new RoundVerdicts(round, exporting.config.dry_run ?? false);
  let rows = await plan.select(round.openRows());
  for (let pass = 1; rows.length > 0; pass += 1) {
    const since = exporting.salesforce.now();
    const outbox = new Outbox(exporting.target);
    try {
      for await (const found of steps.find(rows, round)) {
        const decisions = await plan.decide(found, pass);
        for (const [position, decision] of decisions.entries()) {
          verdicts.plan(found[position]?.index ?? -1, decision, outbox);
        }
      }
      await send(outbox, {plan, verdicts, steps, pass, since});
    } finally {
      outbox.close();
    }
    rows = verdicts.takeUnclear(pass);
  }
}

// Also after a failure: what was written until then is worth remembering.
async function send(
  outbox: Outbox,
  {
    plan,
    verdicts,
    steps,
    ...when
  }: {
    plan: Planner;
    verdicts: RoundVerdicts;
    steps: RoundSteps;
    pass: number;
    since: number;
  },
): Promise<void> {
  try {
    const settle = (index: number, outcome: Settled) => {
      const purpose = outbox.purposeOf(index);
      plan.settle(purpose, outcome);
      verdicts.settle(purpose, outcome);
    };
    await steps.send(outbox, {settle, ...when});
  } finally {
    await plan.finish();
  }
}
