import type {MappedField} from '../../mapping/prepare-properties.js';
import type {ChannelBatch, ChannelUser, UserResult} from '../channel.js';
import type {KnownUsers} from './known-users.js';
import {RowSet} from './row-set.js';
import type {SpareSets} from './spare-sets.js';
import {problemOfCell, toCell} from './to-cell.js';

export const ROWS_PER_STATEMENT = 5000;

interface UserBatchOptions {
  fields: readonly MappedField[];
  clearEmpty: boolean;
  /** When set, all others are left alone. */
  known: KnownUsers | undefined;
  spares: SpareSets;
  /** Writes rows, and puts a result in the place of each. */
  write(rows: readonly RowSet[], results: UserResult[]): Promise<void>;
}

const UNCHANGED: UserResult = {status: 'unchanged'};

/** Users of one batch, as rows of the table. */
export class UserBatch implements ChannelBatch {
  readonly #options: UserBatchOptions;
  readonly #results: UserResult[] = [];
  readonly #sets: [said: string, set: RowSet][] = [];
  /** The last set for each combination of fields that users say something of. */
  readonly #last = new Map<string, RowSet>();

  constructor(options: UserBatchOptions) {
    this.#options = options;
  }

  add(user: ChannelUser): void {
    this.#results.push(UNCHANGED);
    this.#put(this.#results.length - 1, user);
  }

  replace(place: number, user: ChannelUser): void {
    for (const [, set] of this.#sets) set.drop(place);
    this.#results[place] = UNCHANGED;
    this.#put(place, user);
  }

  async write(): Promise<readonly UserResult[]> {
    const sets = this.#sets.map(([, set]) => set.kept()).filter(set => set.size > 0);
    await this.#options.write(sets, this.#results);
    for (const [said, set] of this.#sets) this.#options.spares.give(said, set);
    return this.#results;
  }

  #put(place: number, user: ChannelUser): void {
    const {fields, known} = this.#options;
    if (known?.has(user.key) === false) return;
    const rejection = rejectionOf(user, fields);
    if (rejection) this.#results[place] = rejection;
    else this.#setFor(user).add(place, user);
  }

  #setFor({values}: ChannelUser): RowSet {
    const {fields, clearEmpty, spares} = this.#options;
    // Without clear_empty, null says as little as undefined.
    const said = clearEmpty
      ? fields.map((_, at) => (values[at] === undefined ? 0 : 1)).join('')
      : '';
    const last = this.#last.get(said);
    if (last && last.size < ROWS_PER_STATEMENT) return last;
    const written = () => [...fields.keys()].filter(at => said[at] !== '0');
    const set = spares.take(said) ?? new RowSet(written());
    this.#sets.push([said, set]);
    this.#last.set(said, set);
    return set;
  }
}

function rejectionOf(
  {email, values}: ChannelUser,
  fields: readonly MappedField[],
): UserResult | undefined {
  if (!email.isWellFormed()) return rejected('EMAIL_INVALID', 'is not valid Unicode', 'The email');
  for (let at = 0; at < fields.length; at += 1) {
    const {source, type} = fields[at] as MappedField;
    if (type !== 'date') continue;
    const cell = toCell(values[at]);
    const problem = cell === null ? undefined : problemOfCell(type, cell);
    if (problem) return rejected('VALUE_NOT_DATE', `is ${problem}`, source);
  }
  return undefined;
}

function rejected(code: string, problem: string, field: string): UserResult {
  return {status: 'rejected', code, message: `${field} ${problem}.`, field};
}
