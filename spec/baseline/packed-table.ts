/** How a value is kept in a {@link PackedTable}: in a latin1 text of one length. */
export interface Packing<Value> {
  length: number;
  pack(value: Value): string;
  unpack(text: string): Value;
}

/** Two bytes, the lower one first. */
const NUMBER = 2;

/**
 * Property number -> value, as the bytes in which the store keeps it. Most pairs
 * are read and written without a look at a single value, so no object is made for each.
 */
export class PackedTable<Value> {
  readonly #packing: Packing<Value>;
  readonly #step: number;
  #text: string;
  /** From the first change on, in place of the text. */
  #values: Map<number, Value> | undefined;
  /** Where the next entry is expected: properties are asked for in the order in which they are kept. */
  #next = 0;

  /** `text`: as {@link pack} returned it. */
  constructor(packing: Packing<Value>, text = '') {
    this.#packing = packing;
    this.#step = lengthOf(packing);
    this.#text = text;
  }

  get size(): number {
    return this.#values?.size ?? this.#text.length / this.#step;
  }

  get(number: number): Value | undefined {
    if (this.#values) return this.#values.get(number);
    const start = this.#next;
    for (let at = start; at < this.#text.length; at += this.#step) {
      if (this.#numberAt(at) === number) return this.#take(at);
    }
    for (let at = 0; at < start; at += this.#step) {
      if (this.#numberAt(at) === number) return this.#take(at);
    }
    return undefined;
  }

  set(number: number, value: Value): void {
    this.#toMap().set(number, value);
  }

  delete(number: number): void {
    if (this.size > 0) this.#toMap().delete(number);
  }

  [Symbol.iterator](): Iterable<[number, Value]> & Iterator<[number, Value]> {
    return this.size === 0 ? [].values() : this.#toMap().entries();
  }

  /** The latin1 text from which the same table can be made. */
  pack(): string {
    if (!this.#values) return this.#text;
    let text = '';
    for (const [number, value] of this.#values) text += packEntry(this.#packing, number, value);
    return text;
  }

  #numberAt(at: number): number {
    return this.#text.charCodeAt(at) | (this.#text.charCodeAt(at + 1) << 8);
  }

  #take(at: number): Value {
    this.#next = at + this.#step;
    return this.#packing.unpack(this.#text.slice(at + NUMBER, at + this.#step));
  }

  #toMap(): Map<number, Value> {
    if (this.#values) return this.#values;
    const values = new Map<number, Value>();
    for (let at = 0; at < this.#text.length; at += this.#step) {
      values.set(this.#numberAt(at), this.#take(at));
    }
    this.#values = values;
    this.#text = '';
    return values;
  }
}

/** Bytes of one entry of a table's text. */
export function lengthOf({length}: Pick<Packing<unknown>, 'length'>): number {
  return NUMBER + length;
}

/** One entry of a table's text. */
export function packEntry<Value>({pack}: Packing<Value>, number: number, value: Value): string {
  return String.fromCharCode(number & 255, number >>> 8) + pack(value);
}
