import {quoteCsv} from '@cohort-salesforce/spec';

/** One user's cells, in the order of the columns; null: the file says nothing, which an import skips. */
export interface UserRow {
  key: string;
  email: string;
  cells: readonly (string | null)[];
  /** Whether a newer record of the user has been written before: the address stays as that one spells it. */
  isOlder?: boolean;
}

/** The rows of one file, one for each user: what a later row says replaces what an earlier one said. */
export class UserRows {
  readonly #rows = new Map<string, UserRow>();
  #bytes = 0;

  get count(): number {
    return this.#rows.size;
  }

  /** Of the rows as they stand in the file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the file says the same already. */
  holds({key, email, cells, isOlder}: UserRow): boolean {
    const held = this.#rows.get(key);
    if (!held || (!isOlder && held.email !== email)) return false;
    return cells.every((cell, index) => cell === null || cell === held.cells[index]);
  }

  add(row: UserRow): void {
    const before = this.#rows.get(row.key);
    const merged = before ? merge(before, row) : row;
    this.#rows.set(row.key, merged);
    this.#bytes += sizeOf(merged) - (before ? sizeOf(before) : 0);
  }

  all(): Iterable<UserRow> {
    return this.#rows.values();
  }

  toText(header: string): string {
    return header + [...this.#rows.values()].map(toLine).join('');
  }
}

function merge(before: UserRow, {key, email, cells, isOlder}: UserRow): UserRow {
  return {
    key,
    email: isOlder ? before.email : email,
    cells: cells.map((cell, index) => cell ?? before.cells[index] ?? null),
  };
}

export function toHeader(columns: readonly string[]): string {
  return `${columns.map(quoteCsv).join(',')}\n`;
}

/** How many bytes a row takes in a file. */
export function sizeOf(row: UserRow): number {
  return Buffer.byteLength(toLine(row));
}

function toLine({email, cells}: UserRow): string {
  const texts = cells.map(cell => (cell === null ? '' : quoteCsv(cell)));
  return `${[quoteCsv(email), ...texts].join(',')}\n`;
}
