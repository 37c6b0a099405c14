const FIRST_BYTES = 256 * 1024;
const MAX_SPARES = 4;
const MAX_SPARE_BYTES = 4 * 1024 * 1024;

// A new buffer counts against the garbage collector's limit for memory outside of its heap: megabytes for each batch
// make it mark the whole heap each time.
const spares: Buffer[] = [];

/** A copy of lines: they lie in chunks of the input, which a few lines would keep in memory as a whole. */
export class LineStore {
  #bytes = spares.pop() ?? Buffer.allocUnsafe(FIRST_BYTES);
  #end = 0;
  readonly #ends: number[] = [];
  readonly #lineNumbers: number[] = [];

  get size(): number {
    return this.#ends.length;
  }

  add(line: Buffer, lineNumber: number): void {
    const end = this.#end + line.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(line, this.#end);
    this.#end = end;
    this.#ends.push(end);
    this.#lineNumbers.push(lineNumber);
  }

  at(index: number): {line: Buffer; lineNumber: number} {
    const line = this.#bytes.subarray(this.#ends[index - 1] ?? 0, this.#ends[index]);
    return {line, lineNumber: this.#lineNumbers[index] ?? 0};
  }

  /** Called when no line is needed any more. */
  release(): void {
    const isSpare = spares.length < MAX_SPARES && this.#bytes.length <= MAX_SPARE_BYTES;
    if (isSpare) spares.push(this.#bytes);
    this.#bytes = Buffer.alloc(0);
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, needed));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}
