import {toPlainDecimal} from '@cohort-salesforce/spec';
import type {MappedField} from '../../mapping/prepare-properties.js';
import {has, isEmptySet, setOf} from '../../users/field-set.js';
import {NewestRecords} from '../../users/newest-records.js';
import type {ChannelBatch, ChannelStream, ChannelUser, UserResult} from '../channel.js';
import {HeldUsers} from '../held-users.js';
import type {CsvFolder, OpenFile} from './csv-folder.js';
import type {Layout} from './layout.js';
import {sizeOf, toHeader, type UserRow, UserRows} from './user-rows.js';

interface CsvStreamOptions {
  folder: CsvFolder;
  fields: readonly MappedField[];
  layout: Layout;
  /** What the next file is called. */
  nextName(): {file: string; run: string};
  maxBytes: number;
  isDryRun: boolean;
}

/** Writes one stream's users to files. */
export class CsvStream implements ChannelStream {
  readonly fields: readonly MappedField[];
  readonly batch = {records: 5000, bytes: 4_000_000};
  readonly #options: CsvStreamOptions;
  readonly #newest: NewestRecords;
  readonly #headerBytes: number;
  #open: OpenFile | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CsvStreamOptions) {
    this.#options = options;
    this.fields = options.fields;
    this.#newest = new NewestRecords(options.fields.length);
    this.#headerBytes = Buffer.byteLength(toHeader(options.layout.columns));
  }

  begin(): ChannelBatch {
    return new HeldUsers(users => this.#inTurn(() => this.#write(users)));
  }

  /** Completes the file that is open. */
  finish(): Promise<void> {
    return this.#inTurn(() => this.#complete());
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act);
    this.#last = result.catch(() => {});
    return result;
  }

  async #write(users: readonly ChannelUser[]): Promise<UserResult[]> {
    const rows: UserRow[] = [];
    const results = users.map(user => {
      const {row, isNew} = this.#toRow(user);
      if (row === undefined || this.#open?.rows.holds(row)) return {status: 'unchanged'} as const;
      if (sizeOf(row) + this.#headerBytes > this.#options.maxBytes) return tooLarge(row);
      rows.push(row);
      return {status: isNew ? 'created' : 'updated'} as const;
    });
    if (!this.#options.isDryRun) await this.#append(rows);
    return results;
  }

  // What an older record says counts only where no newer one of the run has said anything.
  #toRow({key, email, values, recency}: ChannelUser): {row: UserRow | undefined; isNew: boolean} {
    const seen = {recency, fields: setOf(values)};
    const {place, isNew} = this.#newest.add(key, seen);
    const {fields, isNewest} = this.#newest.contribution(place, seen);
    if (!isNew && !isNewest && isEmptySet(fields)) return {row: undefined, isNew};
    const cells = values.map((value, index) =>
      value === undefined || value === null || !has(fields, index) ? null : toCell(value),
    );
    const row = {key, email, cells: this.#options.layout.arrange(cells)};
    return {row: isNewest ? row : {...row, isOlder: true}, isNew};
  }

  async #append(rows: readonly UserRow[]): Promise<void> {
    let start = 0;
    while (start < rows.length) {
      const open = await this.#openFile();
      const room = this.#options.maxBytes - this.#headerBytes;
      let end = start;
      for (let bytes = open.rows.bytes; end < rows.length; end += 1) {
        bytes += sizeOf(rows[end] as UserRow);
        if (bytes > room) break;
      }
      const part = rows.slice(start, end);
      open.journal = await this.#options.folder.append(open, part);
      start = end;
      if (start < rows.length) await this.#complete();
    }
  }

  async #openFile() {
    if (!this.#open) {
      const head = {...this.#options.nextName(), columns: this.#options.layout.columns};
      const journal = await this.#options.folder.startJournal(head);
      this.#open = {journal, head, rows: new UserRows()};
    }
    return this.#open;
  }

  async #complete(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    await this.#options.folder.complete(open.head, open.rows);
    await open.journal.remove();
  }
}

// A NUL ends a text for many a program that reads CSV.
function toCell(value: string | number | boolean | object): string {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed();
  return typeof value === 'boolean' ? String(value) : toPlainDecimal(String(value));
}

function tooLarge(row: UserRow): UserResult {
  const message = `The user takes ${sizeOf(row)} bytes of CSV, more than a file that Cohort imports may have.`;
  return {status: 'rejected', code: 'FILE_TOO_LARGE', message};
}
