import {NAMES, type Name, type Side, type Values} from './values.js';

export interface Typed {
  side: Side;
  /** Of the contact or user. */
  id: string;
  name: Name;
  value: Values[Name];
  /** Counts what people did. */
  at: number;
}

/** What people typed last, by where; what a rule has replaced is forgotten. */
export class TypedValues {
  readonly #typed = new Map<string, Typed>();
  #count = 0;

  /** How many values were typed so far. */
  get count(): number {
    return this.#count;
  }

  note(side: Side, id: string, values: Partial<Values>): void {
    for (const name of NAMES) {
      const value = values[name];
      if (value === undefined) continue;
      this.#count += 1;
      this.#typed.set(`${side} ${id} ${name}`, {side, id, name, value, at: this.#count});
    }
  }

  get(side: Side, id: string, name: Name): Typed | undefined {
    return this.#typed.get(`${side} ${id} ${name}`);
  }

  forget({side, id, name}: Typed): void {
    this.#typed.delete(`${side} ${id} ${name}`);
  }

  all(): Typed[] {
    return [...this.#typed.values()];
  }
}
