import {makeDurable} from '../make-durable.js';
import type {Pending} from './changes.js';
import type {Database} from './database.js';
import type {Digest, Side} from './pair-tables.js';
import {KINDS, keyOf, rangeOf} from './store-keys.js';

/** What the store keeps of people besides pairs, to be dealt with in a later run. */
export class WaitingLists {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The ids that wait under each of these keys because the person is missing on `side`. */
  async pendingOf(side: Side, keys: readonly Digest[]): Promise<string[][]> {
    return Promise.all(keys.map(key => this.#pendingUnder(side, key)));
  }

  async *pending(side: Side): AsyncGenerator<Pending> {
    for await (const [key] of rangeOf(this.#database, KINDS.pending, side[0])) {
      yield {side, key: key.toString('latin1', 2, 8), id: key.toString('latin1', 8)};
    }
  }

  /** In the order of the keys. */
  async areErased(keys: readonly Digest[]): Promise<boolean[]> {
    const entries = await this.#database.getMany(keys.map(key => keyOf(KINDS.erased, key)));
    return entries.map(entry => entry !== undefined);
  }

  /** Records whose user was being created when a run ended, with the time it began. */
  async creating(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for await (const [key, value] of rangeOf(this.#database, KINDS.creating)) {
      const [at, ...recordIds] = value.toString('latin1').split(' ');
      // One entry for all that are created together.
      const ids = recordIds.length > 0 ? recordIds : [key.toString('latin1', 1)];
      for (const id of ids) found.set(id, Number(at));
    }
    return found;
  }

  /** All of them were dealt with. Durable. */
  async forgetCreating(): Promise<void> {
    const batch = this.#database.batch();
    for await (const [key] of rangeOf(this.#database, KINDS.creating)) batch.del(key);
    await batch.write({sync: true});
    await makeDurable();
  }

  /** Ids on `side` that have to be read although they have not changed. */
  async *wanted(side: Side): AsyncGenerator<string> {
    for await (const [key] of rangeOf(this.#database, KINDS.wanted, side[0]))
      yield key.toString('latin1', 2);
  }

  async #pendingUnder(side: Side, key: Digest): Promise<string[]> {
    const ids: string[] = [];
    for await (const [entry] of rangeOf(this.#database, KINDS.pending, `${side[0]}${key}`)) {
      ids.push(entry.toString('latin1', 8));
    }
    return ids;
  }
}
