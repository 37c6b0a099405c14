const EMPTY = -1;
const FIRST_CAPACITY = 1024;

/**
 * Text -> the rows it was added for, in few bytes a row: it keeps a hash of the text, not the text.
 * Of several million texts hardly two have one hash, but it can be: whoever must be sure compares.
 */
export class RowIndex {
  #hashes = new Float64Array(FIRST_CAPACITY);
  #rows = new Int32Array(FIRST_CAPACITY).fill(EMPTY);
  #size = 0;

  add(text: string, row: number): void {
    // Half full at most, or looking for a free place takes long.
    if (this.#size * 2 >= this.#rows.length) this.#grow();
    this.#place(hashOf(text), row);
    this.#size += 1;
  }

  rows(text: string): number[] {
    const hash = hashOf(text);
    const found: number[] = [];
    const mask = this.#rows.length - 1;
    for (let at = hash & mask; this.#rows[at] !== EMPTY; at = (at + 1) & mask) {
      if (this.#hashes[at] === hash) found.push(this.#rows[at] ?? EMPTY);
    }
    return found;
  }

  #place(hash: number, row: number): void {
    const mask = this.#rows.length - 1;
    let at = hash & mask;
    while (this.#rows[at] !== EMPTY) at = (at + 1) & mask;
    this.#hashes[at] = hash;
    this.#rows[at] = row;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const rows = this.#rows;
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#rows = new Int32Array(rows.length * 2).fill(EMPTY);
    for (const [at, row] of rows.entries()) {
      if (row !== EMPTY) this.#place(hashes[at] ?? 0, row);
    }
  }
}

// Two FNV-1a sums side by side, as many of their bits as a double holds.
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let position = 0; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code ^ (high >>> 15), 0x5bd1e995);
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
