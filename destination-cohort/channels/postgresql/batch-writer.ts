import {createHash} from 'node:crypto';
import {ConnectorError} from '@cohort-salesforce/spec';
import type {MappedField} from '../../mapping/prepare-properties.js';
import type {ChannelUser, UserResult} from '../channel.js';
import {beginWriting} from './begin-writing.js';
import {buildUpsert} from './build-upsert.js';
import {columnNameOf} from './column-name.js';
import type {Database, Query, Statement} from './database.js';
import {codeOf, explainError, isDataError} from './explain-error.js';
import type {KnownUsers} from './known-users.js';
import {COLUMN_TYPES} from './table-columns.js';
import type {TableLocation} from './table-location.js';
import {problemOfCell, toCell, toRankCells} from './to-cell.js';

export const ROWS_PER_STATEMENT = 5000;
// That many rejections without a row that is taken are no fault of the rows.
const MAX_REJECTIONS_AT_FIRST = 50;

export interface BatchWriterOptions {
  database: Database;
  location: TableLocation;
  fields: readonly MappedField[];
  clearEmpty: boolean;
  /** When set, all others are left alone. */
  known: KnownUsers | undefined;
  /** When set, nothing stays: each batch is undone, and with it these statements, which it needs. */
  dryRun: readonly string[] | undefined;
}

interface Row {
  index: number;
  user: ChannelUser;
  cells: (string | null)[];
  /** Which fields the user says something of, where that makes a difference. */
  said: string;
}

/** Writes batches of users: a transaction for each, a statement for every 5,000 rows. */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #columns: {name: string; type: string}[];
  readonly #statements = new Map<string, {text: string; name: string}>();
  #isAnyTaken = false;
  #rejected = 0;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
    this.#columns = options.fields.map(field => ({
      name: columnNameOf(field),
      type: COLUMN_TYPES[field.type],
    }));
  }

  /** One result for each user, in order, when all are committed or rejected. */
  async write(users: readonly ChannelUser[]): Promise<UserResult[]> {
    const results: UserResult[] = users.map(() => ({status: 'unchanged'}));
    const rows: Row[] = [];
    for (const [index, user] of users.entries()) {
      if (this.#options.known?.has(user.key) === false) continue;
      const row = this.#toRow(index, user);
      if ('status' in row) results[index] = row;
      else rows.push(row);
    }
    // In one order everywhere, so that two writers cannot wait for each other.
    rows.sort((left, right) => (left.user.key < right.user.key ? -1 : 1));
    await this.#writeRows(rows, results);
    return results;
  }

  #toRow(index: number, user: ChannelUser): Row | UserResult {
    const {fields, clearEmpty} = this.#options;
    if (!user.email.isWellFormed())
      return rejected('EMAIL_INVALID', 'is not valid Unicode', 'The email');
    const cells: (string | null)[] = new Array(fields.length);
    let said = '';
    for (let at = 0; at < fields.length; at += 1) {
      const {source, type} = fields[at] as MappedField;
      const value = user.values[at];
      const cell = toCell(value);
      const problem = cell === null ? undefined : problemOfCell(type, cell);
      if (problem) return rejected('VALUE_NOT_DATE', `is ${problem}`, source);
      cells[at] = cell;
      if (clearEmpty) said += value === undefined ? '0' : '1';
    }
    return {index, user, cells, said};
  }

  async #writeRows(rows: readonly Row[], results: UserResult[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.#transact(rows, results);
      this.#isAnyTaken = true;
    } catch (error) {
      const cause = error instanceof ConnectorError ? error.cause : error;
      if (!isDataError(cause)) throw error;
      if (rows.length > 1) {
        const middle = Math.ceil(rows.length / 2);
        await this.#writeRows(rows.slice(0, middle), results);
        await this.#writeRows(rows.slice(middle), results);
        return;
      }
      this.#reject(rows[0] as Row, cause, results);
    }
  }

  #reject({index}: Row, error: unknown, results: UserResult[]): void {
    this.#rejected += 1;
    if (!this.#isAnyTaken && this.#rejected > MAX_REJECTIONS_AT_FIRST) {
      throw explainError(error, `Writing users to PostgreSQL at ${this.#options.database.address}`);
    }
    const {message} = error as Error;
    results[index] = {
      status: 'rejected',
      code: 'REFUSED_BY_DATABASE',
      message: `PostgreSQL refuses the row: ${withoutValues(message)} (${codeOf(error)}).`,
    };
  }

  async #transact(rows: readonly Row[], results: UserResult[]): Promise<void> {
    const {database, location, dryRun} = this.#options;
    const changes = new Map<number, 'created' | 'updated'>();
    await database.transact(
      async query => {
        for (const change of dryRun ?? []) await query({text: change});
        for (const part of partsOf(rows)) await this.#send(query, part, changes);
      },
      {begin: beginWriting(location), doing: 'Writing users', undo: dryRun !== undefined},
    );
    for (const [index, status] of changes) results[index] = {status};
  }

  // When a COMMIT went through though its answer was lost, the repetition finds no more to change: what the first
  // attempt has noted stands.
  async #send(
    query: Query,
    rows: readonly Row[],
    changes: Map<number, 'created' | 'updated'>,
  ): Promise<void> {
    const [places] = await query(this.#toStatement(rows));
    const [created, updated] = (places ?? []) as (string | null)[];
    const note = (list: string | null | undefined, status: 'created' | 'updated') => {
      for (const place of list ? list.split(',') : []) {
        const row = rows[Number(place)];
        if (row) changes.set(row.index, status);
      }
    };
    note(created, 'created');
    note(updated, 'updated');
  }

  #toStatement(rows: readonly Row[]): Statement {
    const said = rows[0]?.said ?? '';
    const isSaid = (_: unknown, at: number) => said[at] !== '0';
    const columns: (string | null)[][] = this.#columns.filter(isSaid).map(() => []);
    const own: string[][] = [[], [], [], []];
    for (const {user, cells} of rows) {
      const [modified, tieBreaker] = toRankCells(user.recency);
      own[0]?.push(user.key);
      own[1]?.push(user.email);
      own[2]?.push(modified);
      own[3]?.push(tieBreaker);
      let column = 0;
      for (let at = 0; at < cells.length; at += 1) {
        if (said[at] !== '0') columns[column++]?.push(cells[at] ?? null);
      }
    }
    return {...this.#statementFor(said, isSaid), values: [...own, ...columns]};
  }

  #statementFor(said: string, isSaid: (_: unknown, at: number) => boolean) {
    const known = this.#statements.get(said);
    if (known) return known;
    const {location, clearEmpty} = this.#options;
    const columns = this.#columns.filter(isSaid);
    const text = buildUpsert({location, columns, clearEmpty});
    const name = `cohort_${createHash('sha1').update(text).digest('hex').slice(0, 24)}`;
    const statement = {text, name};
    this.#statements.set(said, statement);
    return statement;
  }
}

/** Rows that are written by one statement. */
function partsOf(rows: readonly Row[]): Row[][] {
  const bySaid = new Map<string, Row[]>();
  const parts: Row[][] = [];
  for (const row of rows) {
    let part = bySaid.get(row.said);
    if (!part || part.length === ROWS_PER_STATEMENT) {
      part = [];
      parts.push(part);
      bySaid.set(row.said, part);
    }
    part.push(row);
  }
  return parts;
}

function rejected(code: string, problem: string, field: string): UserResult {
  return {status: 'rejected', code, message: `${field} ${problem}.`, field};
}

// The server repeats the value in quotes.
function withoutValues(message: string): string {
  return message.replace(/:? ".*"/s, '');
}
