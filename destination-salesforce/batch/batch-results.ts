import {ConnectorError, type RecordResult} from '@cohort-salesforce/spec';
import type {Decision} from '../match/index.js';
import type {Operation, PendingChanges, Purpose} from './pending-changes.js';
import type {WriteBatch} from './write-batch.js';
import type {FinalResult} from './write-result.js';

const RESULTS: Record<Operation, RecordResult> = {
  create: {status: 'created'},
  update: {status: 'updated'},
  // The protocol counts what was changed; a deletion is a change.
  delete: {status: 'updated'},
};

// A row whose replies are lost so often ends the run: the org is in no state to work with.
const MAX_PASSES = 5;

/** From decisions and write results to the results of a batch. */
export class BatchResults {
  readonly #writeBatch: WriteBatch;
  readonly #isDryRun: boolean;
  readonly #unclear = new Map<number, FinalResult & {kind: 'unclear'}>();
  /** Rows whose record was perhaps made by a call whose reply was lost. */
  readonly #perhapsCreated = new Set<number>();

  constructor(writeBatch: WriteBatch, isDryRun: boolean) {
    this.#writeBatch = writeBatch;
    this.#isDryRun = isDryRun;
  }

  /** Sets the result of a row, or adds its change to the pending changes. */
  plan(row: number, decision: Decision, pendingChanges: PendingChanges): void {
    if (decision.kind === 'result') {
      const found = decision.result.status === 'unchanged' && this.#perhapsCreated.has(row);
      this.#writeBatch.onResult(row, found ? RESULTS.create : decision.result);
    } else if (this.#isDryRun) {
      this.#writeBatch.onResult(row, RESULTS[decision.kind]);
    } else {
      const changes = decision.kind === 'create' ? [decision.change] : decision.changes;
      for (const change of changes) pendingChanges.add(decision.kind, {row, change});
    }
  }

  onResult({row, operation}: Purpose, writeResult: FinalResult): void {
    if (writeResult.kind === 'unclear') {
      this.#unclear.set(row, writeResult);
      if (operation === 'create' && writeResult.code === 'NO_REPLY') this.#perhapsCreated.add(row);
    } else if (writeResult.kind === 'done') {
      const recordResult = this.#perhapsCreated.has(row) ? RESULTS.create : RESULTS[operation];
      this.#writeBatch.onResult(row, recordResult);
    } else {
      this.#refuse(row, writeResult);
    }
  }

  /** The rows to look up and decide about again. */
  takeUnclear(pass: number): Int32Array {
    const again: number[] = [];
    for (const [row, writeResult] of this.#unclear) {
      if (writeResult.code === 'NO_REPLY' && pass >= MAX_PASSES) throw givenUp(pass);
      // The second look showed the same: it is not that the org has changed in between.
      if (writeResult.code !== 'NO_REPLY' && pass > 1) this.#refuse(row, writeResult);
      else again.push(row);
    }
    this.#unclear.clear();
    return Int32Array.from(again);
  }

  #refuse(
    row: number,
    writeResult: {code: string; message: string; fields?: readonly string[]},
  ): void {
    const {code, message, fields = []} = writeResult;
    const key = this.#writeBatch.identity(row).keyText;
    this.#writeBatch.onResult(row, {status: 'rejected', key, code, message, fields});
  }
}

function givenUp(passes: number): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Creating records: no reply ${passes} times in a row. Nothing is lost; run again later.`,
  });
}
