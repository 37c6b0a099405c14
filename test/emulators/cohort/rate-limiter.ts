/** At most so many requests in each window of so many seconds. */
export interface RateLimit {
  requests: number;
  seconds: number;
}

/** Counts requests in fixed windows, apart for each key. */
export class RateLimiter {
  #limit: RateLimit | undefined;
  readonly #windows = new Map<string, {ends: number; left: number}>();

  constructor(limit: RateLimit | undefined) {
    this.#limit = limit;
  }

  /** Sets another limit, or none. */
  set(limit: RateLimit | undefined): void {
    this.#limit = limit;
    this.#windows.clear();
  }

  /** Seconds to wait before the request would be let through: 0 when it is let through now. */
  take(key: string, now = Date.now()): number {
    if (!this.#limit) return 0;
    let window = this.#windows.get(key);
    if (!window || window.ends <= now) {
      window = {ends: now + this.#limit.seconds * 1000, left: this.#limit.requests};
      this.#windows.set(key, window);
    }
    if (window.left === 0) return Math.ceil((window.ends - now) / 1000);
    window.left -= 1;
    return 0;
  }
}
