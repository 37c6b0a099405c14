import type {InputRecord, RecordResult, Rejection} from '@cohort-salesforce/spec';

const STATUSES = ['unchanged', 'updated', 'created', 'duplicate'] as const;
export type Status = (typeof STATUSES)[number];

/** Where the result of one record goes. */
export interface Slot {
  resolve(status: Status): void;
  /** `record`: as it was sent, for the store of rejected records. */
  reject(rejection: Rejection, record: InputRecord): void;
}

/** The results of one batch, in a byte for each record: a batch may wait until the end of the input. */
export class BatchResults {
  readonly #statuses: Uint8Array;
  readonly #rejections = new Map<number, Rejection>();
  readonly #results: PromiseWithResolvers<readonly RecordResult[]>;
  #open: number;

  constructor(size: number) {
    this.#statuses = new Uint8Array(size);
    this.#open = size;
    this.#results = withResolvers();
    if (size === 0) this.#results.resolve([]);
  }

  /** Resolves when every record of the batch has its result. */
  get recordResults(): Promise<readonly RecordResult[]> {
    return this.#results.promise;
  }

  get isSettled(): boolean {
    return this.#open === 0;
  }

  slot(index: number): Slot {
    return new ResultSlot(this, index);
  }

  resolve(index: number, status: Status): void {
    this.#statuses[index] = STATUSES.indexOf(status);
    this.#open -= 1;
    if (this.#open === 0) this.#results.resolve(this.#toResults());
  }

  reject(index: number, rejection: Rejection): void {
    this.#rejections.set(index, rejection);
    this.resolve(index, 'unchanged');
  }

  fail(error: unknown): void {
    this.#results.reject(error);
  }

  #toResults(): RecordResult[] {
    return Array.from(this.#statuses, (status, index) => {
      return this.#rejections.get(index) ?? {status: STATUSES[status] ?? 'unchanged'};
    });
  }
}

class ResultSlot implements Slot {
  readonly #results: BatchResults;
  readonly #index: number;

  constructor(results: BatchResults, index: number) {
    this.#results = results;
    this.#index = index;
  }

  resolve(status: Status): void {
    this.#results.resolve(this.#index, status);
  }

  reject(rejection: Rejection, record: InputRecord): void {
    this.#results.reject(this.#index, {...rejection, record});
  }
}

interface PromiseWithResolvers<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  // Waiting callers see the error; the call that threw fails the run.
  promise.catch(() => {});
  return {promise, resolve, reject};
}
