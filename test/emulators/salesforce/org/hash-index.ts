import type {Reader} from './value.js';

/**
 * Finds records by the text of one field, without case. It keeps two integers a record and no text:
 * the text is read again from the record, so an index over a million records takes 12 MB.
 */
export class HashIndex {
  readonly #read: Reader;
  #heads = new Int32Array(1024).fill(-1);
  #next = new Int32Array(1024);
  #count = 0;

  constructor(read: Reader, size: number) {
    this.#read = read;
    this.#grow(size);
  }

  fill(from: number, to: number): void {
    for (let position = from; position < to; position++) this.add(position);
  }

  add(position: number): void {
    if (position >= this.#next.length || this.#count > this.#heads.length)
      this.#grow(Math.max(position, this.#count));
    const bucket = this.#bucketOf(this.#read(position));
    if (bucket === undefined) return;
    this.#next[position] = this.#heads[bucket] ?? -1;
    this.#heads[bucket] = position;
    this.#count += 1;
  }

  /** To be called while the record still has its old value. */
  remove(position: number): void {
    const bucket = this.#bucketOf(this.#read(position));
    if (bucket === undefined) return;
    this.#count -= 1;
    const after = this.#next[position] ?? -1;
    if (this.#heads[bucket] === position) {
      this.#heads[bucket] = after;
      return;
    }
    let at = this.#heads[bucket] ?? -1;
    while (at >= 0 && this.#next[at] !== position) at = this.#next[at] ?? -1;
    if (at >= 0) this.#next[at] = after;
  }

  /** Positions in ascending order. */
  find(value: string): number[] {
    const wanted = value.toLowerCase();
    const found: number[] = [];
    const bucket = this.#bucketOf(value);
    let at = bucket === undefined ? -1 : (this.#heads[bucket] ?? -1);
    for (; at >= 0; at = this.#next[at] ?? -1)
      if (String(this.#read(at)).toLowerCase() === wanted) found.push(at);
    return found.sort((a, b) => a - b);
  }

  #bucketOf(value: unknown): number | undefined {
    if (value === null || value === undefined) return undefined;
    return hash(String(value).toLowerCase()) & (this.#heads.length - 1);
  }

  #grow(size: number): void {
    const old = {heads: this.#heads, next: this.#next};
    const length = 2 ** Math.ceil(Math.log2(Math.max(size, 512) + 1) + 0.5);
    this.#heads = new Int32Array(length).fill(-1);
    this.#next = new Int32Array(length);
    this.#count = 0;
    for (const head of old.heads) {
      for (let at = head; at >= 0; ) {
        const after = old.next[at] ?? -1;
        this.add(at);
        at = after;
      }
    }
  }
}

function hash(text: string): number {
  let result = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    result = Math.imul(result ^ text.charCodeAt(at), 0x01000193);
  return (result ^ (result >>> 15)) >>> 0;
}
