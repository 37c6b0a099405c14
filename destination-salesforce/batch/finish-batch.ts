import type {WriteContext} from '../write-context.js';
import {BatchResults} from './batch-results.js';
import type {Found} from './found.js';
import {PendingChanges} from './pending-changes.js';
import type {Planner} from './planner.js';
import {prepareRecording} from './record-changes.js';
import type {WriteBatch} from './write-batch.js';
import type {FinalResult} from './write-result.js';

export interface Sending {
  onResult(index: number, writeResult: FinalResult): void;
  /** From 1; later ones are for rows whose result was unclear. */
  pass: number;
  /** When the pass began, in milliseconds of Salesforce's clock. */
  since: number;
}

export interface BatchSteps {
  plan: Planner;
  /** Finds the records of the org that rows may mean. */
  find(rows: Int32Array, writeBatch: WriteBatch): AsyncIterable<readonly Found[]>;
  /** Sends all pending changes and reports the result of each. */
  send(pendingChanges: PendingChanges, sending: Sending): Promise<void>;
}

/** Matches and writes a batch: look up, decide, send; again for rows whose result is unclear. */
export async function finishBatch(
  writeBatch: WriteBatch,
  writeContext: WriteContext,
  steps: BatchSteps,
): Promise<void> {
  const {plan} = steps;
  const recordResults = new BatchResults(writeBatch, writeContext.config.dry_run ?? false);
  let rows = await plan.select(writeBatch.openRows());
  for (let pass = 1; rows.length > 0; pass += 1) {
    const since = writeContext.salesforce.now();
    const pendingChanges = new PendingChanges(writeContext.target, {
      keepsBefore: writeContext.changeLog !== undefined,
    });
    try {
      for await (const found of steps.find(rows, writeBatch)) {
        const decisions = await plan.decide(found, pass);
        for (const [position, decision] of decisions.entries()) {
          recordResults.plan(found[position]?.index ?? -1, decision, pendingChanges);
        }
      }
      // All of the batch is decided: before the first write it is known how many there are.
      writeContext.changeLimit?.reserve(pendingChanges.size);
      await plan.beforeSending();
      const record = prepareRecording(writeBatch, pendingChanges, writeContext);
      await send(pendingChanges, {plan, recordResults, record, steps, pass, since});
    } finally {
      pendingChanges.close();
    }
    rows = recordResults.takeUnclear(pass);
  }
}

// Also after a failure: what was written until then is worth remembering.
async function send(
  pendingChanges: PendingChanges,
  {
    plan,
    recordResults,
    record,
    steps,
    ...when
  }: {
    plan: Planner;
    recordResults: BatchResults;
    record: ReturnType<typeof prepareRecording>;
    steps: BatchSteps;
    pass: number;
    since: number;
  },
): Promise<void> {
  try {
    const onResult = (index: number, writeResult: FinalResult) => {
      const purpose = pendingChanges.purposeOf(index);
      plan.onResult(purpose, writeResult);
      recordResults.onResult(purpose, writeResult);
      record.add(index, writeResult);
    };
    await steps.send(pendingChanges, {onResult, ...when});
  } finally {
    record.flush();
    await plan.finish();
  }
}
