import {createHash} from 'node:crypto';
import {ConnectorError} from '@cohort-salesforce/spec';
import type {MappedField} from '../../mapping/prepare-properties.js';
import type {ChannelBatch, UserResult} from '../channel.js';
import {beginWriting} from './begin-writing.js';
import {buildUpsert} from './build-upsert.js';
import {columnNameOf} from './column-name.js';
import type {Database, Query} from './database.js';
import {codeOf, explainError, isDataError} from './explain-error.js';
import type {KnownUsers} from './known-users.js';
import type {RowSet} from './row-set.js';
import {SpareSets} from './spare-sets.js';
import {COLUMN_TYPES} from './table-columns.js';
import type {TableLocation} from './table-location.js';
import {UserBatch} from './user-batch.js';

const CREATED: UserResult = {status: 'created'};
const UPDATED: UserResult = {status: 'updated'};
// That many rejections without a row that is taken are no fault of the rows.
const MAX_REJECTIONS_AT_FIRST = 50;

// Of a transaction with many statements: what a statement, a pause and a commit may still take is within the time for
// which its first stamps are ahead.
const MAX_MS_BEFORE_STATEMENT = 12_000;

/** The transaction is undone, to be done in parts. */
class TooSlow extends Error {}

export interface BatchWriterOptions {
  database: Database;
  location: TableLocation;
  fields: readonly MappedField[];
  clearEmpty: boolean;
  /** How far ahead of the database's clock rows are stamped. */
  secondsAhead: number;
  /** When set, all others are left alone. */
  known: KnownUsers | undefined;
  /** When set, nothing stays: each batch is undone, and with it these statements, which it needs. */
  dryRun: readonly string[] | undefined;
}

/** Writes batches of users: a transaction for each, a statement for every 5,000 rows. */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #columns: {name: string; type: string}[];
  readonly #statements = new Map<string, {text: string; name: string}>();
  readonly #spares = new SpareSets();
  #isAnyTaken = false;
  #rejected = 0;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
    this.#columns = options.fields.map(field => ({
      name: columnNameOf(field),
      type: COLUMN_TYPES[field.type],
    }));
  }

  begin(): ChannelBatch {
    const {fields, clearEmpty, known} = this.#options;
    const write = (rows: readonly RowSet[], results: UserResult[]) => this.#write(rows, results);
    return new UserBatch({fields, clearEmpty, known, spares: this.#spares, write});
  }

  async #write(sets: readonly RowSet[], results: UserResult[]): Promise<void> {
    const [first] = sets;
    if (!first) return;
    try {
      await this.#transact(sets, results);
      this.#isAnyTaken = true;
    } catch (error) {
      const cause = error instanceof ConnectorError ? error.cause : error;
      if (!isDataError(cause) && !(cause instanceof TooSlow)) throw error;
      if (sets.length === 1 && first.size === 1) {
        this.#reject(first.places[0] as number, cause, results);
        return;
      }
      for (const half of halvesOf(sets)) await this.#write(half, results);
    }
  }

  #reject(place: number, error: unknown, results: UserResult[]): void {
    this.#rejected += 1;
    if (!this.#isAnyTaken && this.#rejected > MAX_REJECTIONS_AT_FIRST) {
      throw explainError(error, `Writing users to PostgreSQL at ${this.#options.database.address}`);
    }
    const {message} = error as Error;
    results[place] = {
      status: 'rejected',
      code: 'REFUSED_BY_DATABASE',
      message: `PostgreSQL refuses the row: ${withoutValues(message)} (${codeOf(error)}).`,
    };
  }

  async #transact(sets: readonly RowSet[], results: UserResult[]): Promise<void> {
    const {database, location, dryRun} = this.#options;
    const changes: UserResult[] = new Array(results.length);
    await database.transact(
      async query => {
        for (const change of dryRun ?? []) await query({text: change});
        const began = performance.now();
        for (const [index, set] of sets.entries()) {
          const isLate = performance.now() - began > MAX_MS_BEFORE_STATEMENT;
          if (index > 0 && isLate) throw new TooSlow();
          await this.#send(query, set, changes);
        }
      },
      {begin: beginWriting(location), doing: 'Writing users', undo: dryRun !== undefined},
    );
    for (let place = 0; place < changes.length; place += 1) {
      const change = changes[place];
      if (change) results[place] = change;
    }
  }

  // When a COMMIT went through though its answer was lost, the repetition finds no more to change: what the first
  // attempt has noted stands.
  async #send(query: Query, {written, values, places}: RowSet, changes: UserResult[]) {
    const [lists] = await query({...this.#statementFor(written), values});
    const [created, updated] = (lists ?? []) as (string | null)[];
    const note = (list: string | null | undefined, result: UserResult) => {
      for (const row of list ? list.split(',') : []) {
        const place = places[Number(row)];
        if (place !== undefined) changes[place] = result;
      }
    };
    note(created, CREATED);
    note(updated, UPDATED);
  }

  #statementFor(written: readonly number[]): {text: string; name: string} {
    const key = written.join();
    const known = this.#statements.get(key);
    if (known) return known;
    const {location, clearEmpty, secondsAhead} = this.#options;
    const columns = this.#columns.filter((_, at) => written.includes(at));
    const text = buildUpsert({location, columns, clearEmpty, secondsAhead});
    const name = `cohort_${createHash('sha1').update(text).digest('hex').slice(0, 24)}`;
    const statement = {text, name};
    this.#statements.set(key, statement);
    return statement;
  }
}

function halvesOf(sets: readonly RowSet[]): RowSet[][] {
  const [first] = sets;
  if (first && sets.length === 1) return first.halves().map(half => [half]);
  const middle = Math.ceil(sets.length / 2);
  return [sets.slice(0, middle), sets.slice(middle)];
}

// The server repeats the value in quotes.
function withoutValues(message: string): string {
  return message.replace(/:? ".*"/s, '');
}
