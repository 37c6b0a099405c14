import {ApiError} from '../answers/index.js';

/** Counts calls against the org's daily allowance. */
export class ApiUsage {
  readonly max: number;
  readonly #start: number;
  readonly #suffix: string;
  used: number;

  constructor(max: number, used: number, suffix: string | undefined) {
    this.max = max;
    this.used = used;
    this.#start = used;
    this.#suffix = suffix ? `; ${suffix}` : '';
  }

  /** Counts one call; throws REQUEST_LIMIT_EXCEEDED when the allowance is used up. */
  take(): void {
    if (this.used >= this.max)
      throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    this.used += 1;
  }

  /** The value of the `Sforce-Limit-Info` header. */
  get header(): string {
    return `api-usage=${this.used}/${this.max}${this.#suffix}`;
  }

  exhaust(): void {
    this.used = this.max;
  }

  reset(): void {
    this.used = this.#start;
  }
}
