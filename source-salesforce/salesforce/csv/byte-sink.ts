/** A buffer that grows. Its bytes are written directly, for speed: ask for room first. */
export class ByteSink {
  bytes = Buffer.allocUnsafe(256 * 1024);
  length = 0;

  /** Makes room for this many more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  append(text: Uint8Array): void {
    const {bytes} = this;
    const {length} = text;
    let end = this.length;
    // Keys are short: a loop is faster than a call into native code.
    for (let index = 0; index < length; index++) bytes[end++] = text[index] as number;
    this.length = end;
  }
}
