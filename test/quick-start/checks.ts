import {isDeepStrictEqual} from 'node:util';
import type {Expected} from './expected-numbers.js';
import type {Summary} from './run-harness.js';

/** Compares what was reported with what the data says, and remembers what differs. */
export class Checks {
  #made = 0;
  readonly #differences: string[] = [];

  get failed(): boolean {
    return this.#differences.length > 0;
  }

  /** Every stream of a run: the expected numbers, and that each record read has one result. */
  numbers(what: string, {streams}: Summary, expected: Expected): void {
    this.same(`${what}: any stream`, streams.length > 0, true);
    for (const stream of streams) {
      for (const [name, number] of Object.entries(expected)) {
        this.same(`${what}: ${name}`, stream[name as keyof Expected], number);
      }
      const {read, created, updated, unchanged, rejected} = stream;
      this.same(`${what}: results`, created + updated + unchanged + rejected, read);
    }
  }

  same(what: string, found: unknown, wanted: unknown): void {
    this.#made += 1;
    if (isDeepStrictEqual(found, wanted)) return;
    const show = (value: unknown) =>
      Array.isArray(value) ? JSON.stringify(value) : isObject(value) ? 'other data' : String(value);
    this.#differences.push(`${what}: found ${show(found)}, expected ${show(wanted)}`);
  }

  conclusion(): string {
    if (this.failed) return `WRONG:\n  ${this.#differences.join('\n  ')}`;
    return `All ${this.#made} checks agree with the data in both systems.`;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
