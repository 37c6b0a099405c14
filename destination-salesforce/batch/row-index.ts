import {NumberList} from './number-list.js';

const FIRST_SLOTS = 1024;

/**
 * Text -> the rows it was added for, in some 25 bytes a row: it keeps a hash of the text, not the text.
 * Two of several million texts rarely have the same hash, but they can: compare the texts to be sure.
 */
export class RowIndex {
  readonly #hashes = NumberList.ofDoubles();
  readonly #rows = NumberList.ofInts();
  // Open addressing: the number of an entry + 1, or 0 for free.
  #slots = new Int32Array(FIRST_SLOTS);

  add(text: string, row: number): void {
    // Half full at most, or looking for a free place takes long.
    if (this.#rows.length * 2 >= this.#slots.length) this.#grow();
    const hash = hashOf(text);
    this.#hashes.push(hash);
    this.#place(hash, this.#rows.push(row));
  }

  rows(text: string): number[] {
    const hash = hashOf(text);
    const found: number[] = [];
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (entry < 0) return found;
      if (this.#hashes.at(entry) === hash) found.push(this.#rows.at(entry));
    }
  }

  #place(hash: number, entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let entry = 0; entry < this.#rows.length; entry += 1) {
      this.#place(this.#hashes.at(entry), entry);
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
