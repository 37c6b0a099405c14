const HEADER_BYTES = 20;
const TEXT_OID = 25;
// Up to this length a loop is faster than a call into native code.
const SHORT = 64;
const MAX_BYTES_PER_UNIT = 3;
const FIRST_BYTES = 64 * 1024;
const MAX_KEPT_BYTES = 512 * 1024;

/**
 * A text[] in PostgreSQL's binary format (array_recv), built in place: it needs no escapes, and the texts are garbage at
 * once, where arrays of them would be copied by the garbage collector again and again.
 */
export class TextArray {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #end = HEADER_BYTES;
  #count = 0;

  add(text: string | null): void {
    this.#count += 1;
    const units = text === null ? 0 : text.length;
    const start = this.#end + 4;
    if (start + MAX_BYTES_PER_UNIT * units > this.#bytes.length) this.#grow(start + 3 * units);
    const size = text === null ? -1 : writeText(this.#bytes, text, start);
    this.#bytes.writeInt32BE(size, this.#end);
    this.#end = start + Math.max(size, 0);
  }

  /** Those at some places, which ascend. */
  pick(places: readonly number[]): TextArray {
    const picked = new TextArray();
    let next = 0;
    let at = HEADER_BYTES;
    for (let place = 0; next < places.length; place += 1) {
      const end = at + 4 + Math.max(this.#bytes.readInt32BE(at), 0);
      if (places[next] === place) {
        picked.#append(this.#bytes.subarray(at, end));
        next += 1;
      }
      at = end;
    }
    return picked;
  }

  /** The value of a parameter. */
  toBuffer(): Buffer {
    const header = [1, 1, TEXT_OID, this.#count, 1];
    for (const [index, number] of header.entries()) this.#bytes.writeInt32BE(number, 4 * index);
    return this.#bytes.subarray(0, this.#end);
  }

  /** Makes it empty, to be used again. */
  clear(): void {
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(FIRST_BYTES);
    this.#end = HEADER_BYTES;
    this.#count = 0;
  }

  #append(element: Buffer): void {
    const end = this.#end + element.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(element, this.#end);
    this.#end = end;
    this.#count += 1;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, needed));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}

/** Writes UTF-8 and returns its length. */
function writeText(bytes: Buffer, text: string, start: number): number {
  const {length} = text;
  if (length > SHORT) return bytes.write(text, start, 'utf8');
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return bytes.write(text, start, 'utf8');
    bytes[start + at] = code;
  }
  return length;
}
