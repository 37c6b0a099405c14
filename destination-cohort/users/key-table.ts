import {hash} from 'node:crypto';
import type {FieldSet} from './field-set.js';
import {type Recency, TIE_LENGTH} from './recency.js';

/** One record seen in this run: how new it is, and of which fields it says something. */
export interface SeenRecord {
  recency: Recency;
  fields: FieldSet;
}

/** Places are handed out in chunks, so that growing copies nothing. */
interface Chunk {
  hashes: Uint32Array;
  moments: Float64Array;
  ties: Uint8Array;
  fields: Uint32Array;
}

const CHUNK_BITS = 14;
const CHUNK_SIZE = 1 << CHUNK_BITS;
const MIN_SLOTS = 1 << 12;

/**
 * One earlier record for each key, in flat arrays. A key is known by 64 bits of its SHA-1: among a million
 * keys the odds that any two are taken for one are 1 to 40 million.
 */
export class KeyTable {
  readonly #words: number;
  readonly #chunks: Chunk[] = [];
  #size = 0;
  // Open addressing: place + 1, or 0 for free.
  #slots = new Uint32Array(MIN_SLOTS);

  constructor(wordsPerFieldSet: number) {
    this.#words = wordsPerFieldSet;
  }

  /** The key's place; a new one stores the record, a known one is unchanged. */
  findOrAdd(key: string, seenRecord: SeenRecord): {place: number; isNew: boolean} {
    const words = digest(key);
    const slot = this.#slotOf(words);
    const found = this.#slots[slot] ?? 0;
    if (found !== 0) return {place: found - 1, isNew: false};
    const place = this.#store(words, seenRecord);
    this.#slots[slot] = place + 1;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return {place, isNew: true};
  }

  recordAt(place: number): SeenRecord {
    const {chunk, at} = this.#locate(place);
    const ties = Buffer.from(chunk.ties.buffer, at * TIE_LENGTH, TIE_LENGTH).toString('latin1');
    return {
      recency: {moment: chunk.moments[at] ?? Number.NaN, tieBreaker: ties.replace(/\0+$/, '')},
      fields: [...chunk.fields.subarray(at * this.#words, (at + 1) * this.#words)],
    };
  }

  /** Replaces the stored record; none: one that is older than any other and has no values. */
  setRecord(place: number, seenRecord: SeenRecord | undefined): void {
    const {chunk, at} = this.#locate(place);
    const {moment, tieBreaker} = seenRecord?.recency ?? {
      moment: Number.NEGATIVE_INFINITY,
      tieBreaker: '',
    };
    chunk.moments[at] = moment;
    for (let index = 0; index < TIE_LENGTH; index++) {
      chunk.ties[at * TIE_LENGTH + index] =
        index < tieBreaker.length ? tieBreaker.charCodeAt(index) : 0;
    }
    for (let word = 0; word < this.#words; word++) {
      chunk.fields[at * this.#words + word] = seenRecord?.fields[word] ?? 0;
    }
  }

  #store([high, low]: Words, seenRecord: SeenRecord): number {
    const place = this.#size++;
    if (place >>> CHUNK_BITS === this.#chunks.length) this.#chunks.push(newChunk(this.#words));
    const {chunk, at} = this.#locate(place);
    chunk.hashes[at * 2] = high;
    chunk.hashes[at * 2 + 1] = low;
    this.setRecord(place, seenRecord);
    return place;
  }

  #locate(place: number): {chunk: Chunk; at: number} {
    const chunk = this.#chunks[place >>> CHUNK_BITS];
    if (!chunk) throw new RangeError(`no place ${place}`);
    return {chunk, at: place & (CHUNK_SIZE - 1)};
  }

  // The slot of a key, or the free one where it belongs.
  #slotOf([high, low]: Words): number {
    const mask = this.#slots.length - 1;
    for (let slot = high & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0) return slot;
      const {chunk, at} = this.#locate(found - 1);
      if (chunk.hashes[at * 2] === high && chunk.hashes[at * 2 + 1] === low) return slot;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let place = 0; place < this.#size; place++) {
      const {chunk, at} = this.#locate(place);
      const words: Words = [chunk.hashes[at * 2] ?? 0, chunk.hashes[at * 2 + 1] ?? 0];
      this.#slots[this.#slotOf(words)] = place + 1;
    }
  }
}

type Words = readonly [high: number, low: number];

// A binary string takes half the time of allocating a Buffer.
function digest(key: string): Words {
  const bytes = hash('sha1', key, 'binary');
  return [wordAt(bytes, 0), wordAt(bytes, 4)];
}

function wordAt(bytes: string, at: number): number {
  const high = (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
  return ((high << 16) | (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3)) >>> 0;
}

function newChunk(words: number): Chunk {
  return {
    hashes: new Uint32Array(CHUNK_SIZE * 2),
    moments: new Float64Array(CHUNK_SIZE),
    ties: new Uint8Array(CHUNK_SIZE * TIE_LENGTH),
    fields: new Uint32Array(CHUNK_SIZE * words),
  };
}
