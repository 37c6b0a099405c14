/**
 * Lets only so many calls through at once. When the other side says it is asked too fast, half as
 * many are let through from then on; each hundred calls that went well allow one more again.
 */
export class Limiter {
  readonly #most: number;
  #width: number;
  #open = 0;
  #goodCalls = 0;
  readonly #waiting: Array<() => void> = [];

  constructor(most: number) {
    this.#most = most;
    this.#width = most;
  }

  get width(): number {
    return this.#width;
  }

  async pass<Result>(call: () => Promise<Result>): Promise<Result> {
    while (this.#open >= this.#width) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    this.#open += 1;
    try {
      const result = await call();
      this.#succeeded();
      return result;
    } finally {
      this.#open -= 1;
      this.#wake();
    }
  }

  /** Resolves with whether there was anything left to slow down. */
  slowDown(): boolean {
    this.#goodCalls = 0;
    if (this.#width === 1) return false;
    this.#width = Math.max(1, Math.floor(this.#width / 2));
    return true;
  }

  #succeeded(): void {
    this.#goodCalls += 1;
    if (this.#goodCalls % 100 === 0 && this.#width < this.#most) this.#width += 1;
  }

  #wake(): void {
    for (let free = this.#width - this.#open; free > 0; free--) this.#waiting.shift()?.();
  }
}
