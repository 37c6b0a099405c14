interface Bucket {
  tokens: number;
  at: number;
}

// Of more addresses, those that were seen longest ago are forgotten.
const MAX_ADDRESSES = 10_000;

/** Lets each address make so many requests a second, and twice as many at once. */
export class RateLimiter {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Whether one more request may be dealt with now. */
  take(address: string): boolean {
    const now = this.#now();
    const most = this.#perSecond * 2;
    const {tokens, at} = this.#buckets.get(address) ?? {tokens: most, at: now};
    const left = Math.min(most, tokens + ((now - at) / 1000) * this.#perSecond);
    // Moves to the end of the map.
    this.#buckets.delete(address);
    this.#buckets.set(address, {tokens: left >= 1 ? left - 1 : left, at: now});
    this.#forget();
    return left >= 1;
  }

  #forget(): void {
    if (this.#buckets.size <= MAX_ADDRESSES) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
