import type {StreamStatus} from '../../protocol/index.js';

/**
 * Whether all of a stream came, for a writer that decides only then: an input ends in the same way when its source
 * has died. What the runner says counts; of one that says nothing, a state after the last record does.
 */
export class StreamEnding {
  #status: StreamStatus | undefined;
  #hasRecordsSinceState = false;

  get isComplete(): boolean {
    // A runner that reports the start would have reported the end.
    return this.#status ? this.#status === 'COMPLETE' : !this.#hasRecordsSinceState;
  }

  record(): void {
    this.#hasRecordsSinceState = true;
    if (this.#status === 'COMPLETE') this.#status = undefined;
  }

  state(): void {
    this.#hasRecordsSinceState = false;
  }

  status(status: StreamStatus): void {
    if (this.#status !== 'INCOMPLETE') this.#status = status;
  }
}
