import {addAll, emptySet, type FieldSet, isEmptySet, without} from './field-set.js';
import {KeyTable, type Layer} from './key-table.js';
import {compareRanks} from './rank.js';

/** Where an email is remembered. */
export interface Remembered {
  /** By which it is found again. */
  place: number;
  /** Whether this is its first record. */
  isNew: boolean;
  /** What was remembered of it before this record. */
  before: readonly Layer[];
}

/** What a record may still write beside the newer ones of its email. */
export interface Claim {
  /** The fields of which no newer record says anything. */
  fields: FieldSet;
  isNewest: boolean;
}

/**
 * Remembers, for each email of a run, which records have been seen, so that the outcome is that of
 * applying them from the oldest to the newest in whatever order they come. A million emails cost
 * some 40 MB, as nearly all of them have one record, which is kept in flat arrays.
 */
export class NewestRecords {
  readonly #table: KeyTable;
  readonly #fieldCount: number;
  // What older records say beyond an email's newest one, by its place in the table.
  readonly #more = new Map<number, Layer[]>();

  constructor(fieldCount: number) {
    this.#fieldCount = fieldCount;
    this.#table = new KeyTable(emptySet(fieldCount).length);
  }

  add(key: string, layer: Layer): Remembered {
    const {place, isNew} = this.#table.findOrAdd(key, layer);
    if (isNew) return {place, isNew, before: []};
    const before = this.#layers(place);
    this.#keep(place, [layer, ...before]);
    return {place, isNew, before};
  }

  claim(place: number, {rank, fields}: Layer): Claim {
    const newer = this.#layers(place).filter(layer => compareRanks(layer.rank, rank) > 0);
    if (newer.length === 0) return {fields, isNewest: true};
    return {fields: without(fields, union(newer, this.#fieldCount)), isNewest: false};
  }

  /** Takes records back that were rejected: they stand in no other's way. */
  restore({place, before}: Pick<Remembered, 'place' | 'before'>): void {
    this.#keep(place, before);
  }

  #layers(place: number): Layer[] {
    return [this.#table.layerAt(place), ...(this.#more.get(place) ?? [])];
  }

  #keep(place: number, layers: readonly Layer[]): void {
    const [newest, ...more] = withoutHidden(layers, this.#fieldCount);
    this.#table.setLayer(place, newest);
    if (more.length > 0) this.#more.set(place, more);
    else this.#more.delete(place);
  }
}

function union(layers: readonly Layer[], fieldCount: number): FieldSet {
  const all = emptySet(fieldCount);
  for (const {fields} of layers) addAll(all, fields);
  return all;
}

// A record all of whose fields newer ones speak of needs no remembering, however often one email
// comes; the newest of all stays even if it says nothing.
function withoutHidden(layers: readonly Layer[], fieldCount: number): Layer[] {
  const sorted = layers.toSorted((left, right) => compareRanks(right.rank, left.rank));
  const seen = emptySet(fieldCount);
  return sorted.filter(({fields}, index) => {
    const isSeen = isEmptySet(without(fields, seen));
    addAll(seen, fields);
    return index === 0 || !isSeen;
  });
}
