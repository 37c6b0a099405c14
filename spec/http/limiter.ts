/** How a limiter begins, and which clock it uses. */
export interface LimiterOptions {
  /** How many calls are let through at first; as many as at most unless given. */
  start?: number;
  /** Milliseconds. */
  now?: () => number;
}

/**
 * Lets only so many calls through at once. While calls wait and the other side answers as quickly as before, half as many
 * more are let through from time to time, and fewer again when its answers become slow. When it says that it is asked
 * too fast, half as many are let through from then on; each hundred calls that went well allow one more again.
 */
export class Limiter {
  readonly #most: number;
  readonly #start: number;
  readonly #now: () => number;
  readonly #waiting: Array<() => void> = [];
  #width: number;
  #open = 0;
  #goodCalls = 0;
  #isCareful = false;
  /** What the latest calls took. */
  #durations: number[] = [];
  #hasAnyWaited = false;
  #best = Number.POSITIVE_INFINITY;
  #callsToSlowDown = 0;

  constructor(most: number, {start = most, now = () => performance.now()}: LimiterOptions = {}) {
    this.#most = most;
    this.#start = Math.min(start, most);
    this.#width = this.#start;
    this.#now = now;
  }

  get width(): number {
    return this.#width;
  }

  /** Makes the call when there is room for it, and resolves or rejects as it does. */
  async pass<Result>(call: () => Promise<Result>): Promise<Result> {
    while (this.#open >= this.#width) {
      this.#hasAnyWaited = true;
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    this.#open += 1;
    const started = this.#now();
    try {
      const result = await call();
      this.#succeeded(this.#now() - started);
      return result;
    } finally {
      this.#open -= 1;
      this.#callsToSlowDown -= 1;
      this.#wake();
    }
  }

  /** Resolves with whether there was anything left to slow down. */
  slowDown(): boolean {
    this.#goodCalls = 0;
    this.#isCareful = true;
    if (this.#width === 1) return false;
    this.#width = Math.max(1, Math.floor(this.#width / 2));
    return true;
  }

  /** A call must wait. The calls that were in progress with it will have to wait too: together they count as one. */
  refused(): void {
    if (this.#callsToSlowDown > 0) return;
    this.#callsToSlowDown = this.#open;
    this.slowDown();
  }

  #succeeded(duration: number): void {
    this.#goodCalls += 1;
    if (this.#isCareful) {
      if (this.#goodCalls % 100 === 0 && this.#width < this.#most) this.#width += 1;
      return;
    }
    this.#durations.push(duration);
    if (this.#durations.length >= this.#width) this.#adapt();
  }

  #adapt(): void {
    const usual = medianOf(this.#durations);
    const isInDemand = this.#hasAnyWaited;
    this.#durations = [];
    this.#hasAnyWaited = false;
    this.#best = Math.min(this.#best, usual);
    if (usual > this.#best * SLOW) {
      this.#width = Math.max(this.#start, Math.floor(this.#width * 0.75));
    } else if (isInDemand && usual > WORTH_MS && usual <= this.#best * AS_QUICK) {
      this.#width = Math.min(this.#most, Math.ceil(this.#width * 1.5));
    }
  }

  #wake(): void {
    for (let free = this.#width - this.#open; free > 0; free--) this.#waiting.shift()?.();
  }
}

const AS_QUICK = 1.5;
const SLOW = 2.5;
// What is answered more quickly costs CPU time rather than waiting.
const WORTH_MS = 20;

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
