import {emailKey} from './email.js';
import type {Property, PropertyBook, Value} from './property-book.js';
import type {RowIds} from './row-ids.js';
import {UpdateLog} from './update-log.js';

export const coreFields = ['firstName', 'lastName', 'lang'] as const;
export type CoreField = (typeof coreFields)[number];

/** Which fields of a user are answered. */
export interface FieldChoice {
  core: readonly CoreField[];
  properties: readonly Property[];
}

/** The users of a merchant in columns, so that a million of them fit in memory. */
export class UserTable {
  readonly emails: string[] = [];
  readonly core: Record<CoreField, Value[]> = {firstName: [], lastName: [], lang: []};
  readonly #created: number[] = [];
  readonly #updated: number[] = [];
  /** Until when users who were just written are not listed. */
  readonly #late = new Map<number, number>();
  readonly #deleted = new Set<number>();
  readonly #rows = new Map<string, number>();
  readonly #ids: RowIds;
  readonly #log: UpdateLog;
  readonly #properties: PropertyBook;

  constructor(ids: RowIds, properties: PropertyBook) {
    this.#ids = ids;
    this.#properties = properties;
    this.#log = new UpdateLog(ids);
  }

  /** How many rows there are, those of deleted users among them. */
  get size(): number {
    return this.emails.length;
  }

  get count(): number {
    return this.size - this.#deleted.size;
  }

  idOf(row: number): string {
    return this.#ids.idOf(row);
  }

  updatedAt(row: number): number {
    return this.#updated[row] ?? 0;
  }

  rowOfId(id: string): number | undefined {
    const row = this.#ids.rowOf(id);
    return row !== undefined && this.exists(row) ? row : undefined;
  }

  exists(row: number): boolean {
    return row < this.size && !this.#deleted.has(row);
  }

  rowOfEmail(email: string): number | undefined {
    return this.#rows.get(emailKey(email));
  }

  /** Adds a user of whom only the email is known; to be followed by `commit`. */
  add(email: string): number {
    const row = this.emails.push(email.trim()) - 1;
    this.#rows.set(emailKey(email), row);
    for (const field of coreFields) this.core[field].push(null);
    for (const {column} of this.#properties.all) column.push(null);
    return row;
  }

  setEmail(row: number, email: string): void {
    this.#rows.delete(emailKey(this.emails[row] ?? ''));
    this.emails[row] = email.trim();
    this.#rows.set(emailKey(email), row);
  }

  /** Deletes a user. The row is never used again, so the id never comes back. */
  remove(row: number): void {
    this.#rows.delete(emailKey(this.emails[row] ?? ''));
    this.#log.remove(row);
    this.#late.delete(row);
    this.#deleted.add(row);
    this.emails[row] = '';
    for (const field of coreFields) this.core[field][row] = null;
    for (const {column} of this.#properties.all) column[row] = null;
  }

  /** Keeps these rows out of lists until then. */
  hide(rows: Iterable<number>, until: number): void {
    for (const row of rows) this.#late.set(row, until);
  }

  isListed(row: number, now = Date.now()): boolean {
    return (this.#late.get(row) ?? 0) <= now;
  }

  /** Ends what `hide` began. */
  showAll(): void {
    this.#late.clear();
  }

  /** Stamps these rows as changed now: all of them at the same moment. */
  commit(rows: Iterable<number>, stamp: number): void {
    for (const row of rows) {
      this.#created[row] ??= stamp;
      this.#updated[row] = stamp;
    }
    this.#log.append(rows, stamp);
  }

  backdate(row: number, created: number): void {
    this.#created[row] = created;
  }

  /** Rows by (updatedAt, id) from a moment on, or those after (moment, id). */
  from(stamp: number, afterId?: string): Generator<number> {
    return this.#log.from(stamp, afterId);
  }

  latest(): Generator<number> {
    return this.#log.latest();
  }

  allFields(): FieldChoice {
    return {core: coreFields, properties: this.#properties.all};
  }

  /** A user as the API answers it. */
  toUser(row: number, fields: FieldChoice = this.allFields()): object {
    const properties: Record<string, Value> = {};
    for (const {referenceId, column} of fields.properties)
      properties[referenceId] = column[row] ?? null;
    const core = Object.fromEntries(
      fields.core.map(field => [field, this.core[field][row] ?? null]),
    );
    return {
      id: this.idOf(row),
      email: this.emails[row],
      ...core,
      createdAt: new Date(this.#created[row] ?? 0).toISOString(),
      updatedAt: new Date(this.updatedAt(row)).toISOString(),
      properties,
    };
  }

  /** A user as events and members carry one. */
  toReference(row: number): object {
    return {id: this.idOf(row), email: this.emails[row], lang: this.core.lang[row] ?? null};
  }
}
