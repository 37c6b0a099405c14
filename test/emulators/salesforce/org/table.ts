import {setImmediate as nextTurn} from 'node:timers/promises';
import type {FieldDescribe, ObjectType} from '../objects/index.js';
import {computedReader} from './computed-fields.js';
import {type Deletion, DeletionLog} from './deletion-log.js';
import {emptyValue} from './empty-value.js';
import {HashIndex} from './hash-index.js';
import type {Journal, Write} from './journal.js';
import {RecordIds} from './record-ids.js';
import {renewedReader, renewIds} from './renew-ids.js';
import type {Reader, Row, SeededRows, Value} from './value.js';

const slice = 50_000;

/** Something records can be read from: a table as it is now, or as it was. */
export interface RecordSource {
  readonly table: Table;
  reader(field: string): Reader;
}

/** The records of one object. A record is its position, from 0; the position makes its id. */
export class Table implements RecordSource {
  readonly type: ObjectType;
  readonly table = this;
  readonly #journal: Journal;
  readonly #seeded: SeededRows;
  #changed = new Map<number, Row>();
  #created: Row[] = [];
  #purged = new Set<number>();
  #indexes = new Map<string, HashIndex>();
  #snapshots = new Set<Snapshot>();
  #readDeleted: Reader | undefined;
  readonly computedFields = new Map<string, Reader>();
  readonly #deletions = new DeletionLog();
  readonly #ids: RecordIds;
  #renewSeeded: ((id: string) => string) | undefined;

  constructor(type: ObjectType, journal: Journal, seeded: SeededRows) {
    this.type = type;
    this.#journal = journal;
    this.#seeded = seeded;
    this.#ids = new RecordIds(type.keyPrefix);
  }

  get size(): number {
    return this.#seeded.count + this.#created.length;
  }

  idAt(position: number): string {
    return this.#ids.idAt(position);
  }

  /** The position of an id of 15 or 18 characters; undefined when there is (or was) no such record. */
  positionOf(id: string): number | undefined {
    const position = this.#ids.positionOf(id);
    return this.exists(position) ? position : undefined;
  }

  exists(position: number): boolean {
    return position >= 0 && position < this.size && !this.#purged.has(position);
  }

  isDeleted(position: number): boolean {
    this.#readDeleted ??= this.reader('IsDeleted');
    return this.#readDeleted(position) === true;
  }

  value(position: number, field: string): Value {
    return this.reader(field)(position);
  }

  reader(field: string): Reader {
    return this.readerOf(field, position => this.rowAt(position));
  }

  /** A reader that takes what was changed or created from `rowAt`. */
  readerOf(field: string, rowAt: (position: number) => Row | undefined): Reader {
    const computed = computedReader(this, field, name => this.readerOf(name, rowAt));
    if (computed) return computed;
    const {count} = this.#seeded;
    const seeded = this.#seededReader(field);
    const empty = emptyValue(this.type.field(field));
    return position => {
      const own = rowAt(position)?.[field];
      if (own !== undefined) return own;
      return seeded && position < count ? seeded(position) : empty;
    };
  }

  #seededReader(name: string): Reader | undefined {
    const [read, renew] = [this.#seeded.fields.get(name), this.#renewSeeded];
    const isReference = this.type.field(name)?.type === 'reference';
    return read && renew && isReference ? renewedReader(read, renew) : read;
  }

  /** Gives all records other ids. */
  shiftIds(shift: number): void {
    this.#ids.shift(shift);
    this.#deletions.renew(id => this.renewedId(id, false));
  }

  renewedId(id: string, isSeeded: boolean): string {
    return this.#ids.renewed(id, isSeeded);
  }

  /** Renews the ids in reference fields after those of the records themselves changed. */
  renewReferences(renewed: (id: string, isSeeded: boolean) => string): void {
    this.#indexes.clear();
    this.#renewSeeded = id => renewed(id, true);
    const renew = (row: Row) => renewIds(this.type, row, id => renewed(id, false));
    this.#created = this.#created.map(renew);
    for (const [position, row] of this.#changed) this.#changed.set(position, renew(row));
  }

  rowAt(position: number): Row | undefined {
    const {count} = this.#seeded;
    return position < count ? this.#changed.get(position) : this.#created[position - count];
  }

  insert(row: Row): number {
    const position = this.size;
    this.#created.push(row);
    for (const index of this.#indexes.values()) index.add(position);
    this.#record({kind: 'insert', row});
    this.#journal.note(() => this.#setPurged(position, true));
    return position;
  }

  change(position: number, changes: Row): void {
    const before = this.rowAt(position);
    for (const snapshot of this.#snapshots) snapshot.keep(position, before);
    const indexes = [...this.#indexes].filter(([field]) => changes[field] !== undefined);
    for (const [, index] of indexes) index.remove(position);
    this.#set(position, Object.assign({}, before, changes));
    for (const [, index] of indexes) index.add(position);
    this.#journal.note(() => this.#restore(position, before));
  }

  get deletions(): readonly Deletion[] {
    return this.#deletions.all;
  }

  noteDeletion(position: number, time: number): void {
    const deletion = {id: this.idAt(position), time};
    this.#deletions.add(deletion);
    this.#record({kind: 'delete', ...deletion});
    this.#journal.note(() => this.#deletions.remove(other => other === deletion));
  }

  forgetDeletion(position: number): void {
    this.#deletions.remove(({id}) => id === this.idAt(position));
  }

  #restore(position: number, row: Row | undefined): void {
    const now = this.rowAt(position);
    for (const snapshot of this.#snapshots) snapshot.keep(position, now);
    for (const index of this.#indexes.values()) index.remove(position);
    this.#set(position, row);
    for (const index of this.#indexes.values()) index.add(position);
  }

  /** Takes a record out for good: not even queryAll sees it then. */
  purge(position: number): void {
    this.#setPurged(position, true);
    this.#journal.note(() => this.#setPurged(position, false));
  }

  isIndexed(field: FieldDescribe): boolean {
    return (
      field.type === 'email' ||
      field.type === 'reference' ||
      (field.type === 'string' && (field.externalId || field.unique || field.idLookup))
    );
  }

  /** The records, deleted ones among them, whose field has this text, whatever the case. */
  find(field: string, value: string): number[] {
    let index = this.#indexes.get(field);
    if (!index) {
      index = new HashIndex(this.reader(field), this.size);
      index.fill(0, this.size);
      this.#indexes.set(field, index);
    }
    return index.find(value).filter(position => !this.#purged.has(position));
  }

  /** Builds the index of a field a slice at a time, telling how far it is. */
  async prepare(field: string, onProgress: (done: number) => void): Promise<void> {
    const index = new HashIndex(this.reader(field), this.size);
    for (let from = 0; from < this.size; from += slice) {
      index.fill(from, Math.min(from + slice, this.size));
      onProgress(from);
      await nextTurn();
    }
    this.#indexes.set(field, index);
  }

  /** The table as it is now, whatever is changed later; costs memory only for later changes. */
  snapshot(): Snapshot {
    const snapshot = new Snapshot(this, () => this.#snapshots.delete(snapshot));
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  /** Repeats a write that was kept in a file. */
  repeat(write: Write): void {
    if (write.kind === 'insert') this.#created.push(write.row);
    else if (write.kind === 'set') this.#set(write.position, write.row ?? undefined);
    else if (write.kind === 'purge') this.#setPurged(write.position, write.isPurged);
    else this.#deletions.add({id: write.id, time: write.time});
  }

  #record(write: Write): void {
    this.#journal.record?.(this.type.name, write);
  }

  #setPurged(position: number, isPurged: boolean): void {
    this.#purged[isPurged ? 'add' : 'delete'](position);
    this.#record({kind: 'purge', position, isPurged});
  }

  #set(position: number, row: Row | undefined): void {
    const {count} = this.#seeded;
    if (position >= count) this.#created[position - count] = row ?? {};
    else if (row) this.#changed.set(position, row);
    else this.#changed.delete(position);
    this.#record({kind: 'set', position, row: row ?? null});
  }
}

/** A table as it was when the snapshot was taken. */
export class Snapshot implements RecordSource {
  readonly table: Table;
  readonly release: () => void;
  readonly #before = new Map<number, Row | undefined>();

  constructor(table: Table, release: () => void) {
    this.table = table;
    this.release = release;
  }

  keep(position: number, row: Row | undefined): void {
    if (!this.#before.has(position)) this.#before.set(position, row);
  }

  reader(field: string): Reader {
    return this.table.readerOf(field, position =>
      this.#before.has(position) ? this.#before.get(position) : this.table.rowAt(position),
    );
  }
}
