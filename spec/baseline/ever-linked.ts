import type {Database} from './database.js';
import {KINDS, rangeOf} from './store-keys.js';

/** Which users are linked, or were until their record got another link. */
export class EverLinked {
  readonly #database: Database;
  readonly #keyOf: (userId: string) => Buffer;

  /** `keyOf` gives the key of a user's entry. */
  constructor(database: Database, keyOf: (userId: string) => Buffer) {
    this.#database = database;
    this.#keyOf = keyOf;
  }

  /** Those of the users that are, in their order. */
  async among(userIds: readonly string[]): Promise<string[]> {
    const entries = await this.#database.getMany(userIds.map(id => this.#keyOf(id)));
    return userIds.filter((_, index) => entries[index] !== undefined);
  }

  /** Forgets all users that were ever linked to these records. Reads the entries of all users. Durable. */
  async forgetUsersOf(recordIds: ReadonlySet<string>): Promise<void> {
    const batch = this.#database.batch();
    for await (const [key, recordId] of rangeOf(this.#database, KINDS.user)) {
      if (recordIds.has(recordId.toString('latin1'))) batch.del(key);
    }
    await batch.write({sync: true});
  }
}
