import {addAll, emptySet, type FieldSet, isEmptySet, without} from './field-set.js';
import {KeyTable, type SeenRecord} from './key-table.js';
import {compareRecency} from './recency.js';

/** Where an email is remembered. */
export interface Remembered {
  /** By which it is found again. */
  place: number;
  /** Whether this is its first record. */
  isNew: boolean;
  /** What was remembered of it before this record. */
  before: readonly SeenRecord[];
}

/** What a record may still write beside the newer ones of its email. */
export interface Contribution {
  /** The fields of which no newer record says anything. */
  fields: FieldSet;
  isNewest: boolean;
}

/**
 * Remembers, for each email of a run, which records have been seen, so that the result is that of
 * applying them from the oldest to the newest in whatever order they come. A million emails cost
 * some 40 MB, as nearly all of them have one record, which is kept in flat arrays.
 */
export class NewestRecords {
  readonly #table: KeyTable;
  readonly #fieldCount: number;
  // What older records say beyond an email's newest one, by its place in the table.
  readonly #more = new Map<number, SeenRecord[]>();

  constructor(fieldCount: number) {
    this.#fieldCount = fieldCount;
    this.#table = new KeyTable(emptySet(fieldCount).length);
  }

  add(key: string, seenRecord: SeenRecord): Remembered {
    const {place, isNew} = this.#table.findOrAdd(key, seenRecord);
    if (isNew) return {place, isNew, before: []};
    const before = this.#seenRecords(place);
    this.#keep(place, [seenRecord, ...before]);
    return {place, isNew, before};
  }

  contribution(place: number, {recency, fields}: SeenRecord): Contribution {
    const newer = this.#seenRecords(place).filter(
      seenRecord => compareRecency(seenRecord.recency, recency) > 0,
    );
    if (newer.length === 0) return {fields, isNewest: true};
    return {fields: without(fields, union(newer, this.#fieldCount)), isNewest: false};
  }

  /** Takes records back that were rejected: they stand in no other's way. */
  restore({place, before}: Pick<Remembered, 'place' | 'before'>): void {
    this.#keep(place, before);
  }

  #seenRecords(place: number): SeenRecord[] {
    return [this.#table.recordAt(place), ...(this.#more.get(place) ?? [])];
  }

  #keep(place: number, seenRecords: readonly SeenRecord[]): void {
    const [newest, ...more] = withoutHidden(seenRecords, this.#fieldCount);
    this.#table.setRecord(place, newest);
    if (more.length > 0) this.#more.set(place, more);
    else this.#more.delete(place);
  }
}

function union(seenRecords: readonly SeenRecord[], fieldCount: number): FieldSet {
  const all = emptySet(fieldCount);
  for (const {fields} of seenRecords) addAll(all, fields);
  return all;
}

// A record all of whose fields newer ones speak of needs no remembering, however often one email
// comes; the newest of all stays even if it says nothing.
function withoutHidden(seenRecords: readonly SeenRecord[], fieldCount: number): SeenRecord[] {
  const sorted = seenRecords.toSorted((left, right) => compareRecency(right.recency, left.recency));
  const seen = emptySet(fieldCount);
  return sorted.filter(({fields}, index) => {
    const isSeen = isEmptySet(without(fields, seen));
    addAll(seen, fields);
    return index === 0 || !isSeen;
  });
}
