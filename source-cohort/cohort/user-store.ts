import {toEmailKey} from '@cohort-salesforce/spec';
import {type Database, openDatabase} from '@cohort-salesforce/spec/baseline';
import type {User, UserProperty} from './generated/types.js';

const USERS_PER_PAGE = 100;

/** Users on disk, by id and by address, and user properties: what a dry run has written, or what a listing gave. */
export class UserStore {
  readonly #database: Database;
  readonly #properties = new Map<string, UserProperty>();

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(folder: string): Promise<UserStore> {
    const users = new UserStore(await openDatabase(folder));
    for await (const [, value] of users.#database.iterator(range('p'))) {
      users.#keepProperty(JSON.parse(value.toString()));
    }
    return users;
  }

  get properties(): ReadonlyMap<string, UserProperty> {
    return this.#properties;
  }

  async addProperty(property: UserProperty): Promise<void> {
    await this.#database.put(key('p', property.referenceId), json(property));
    this.#keepProperty(property);
  }

  #keepProperty(property: UserProperty): void {
    this.#properties.set(property.referenceId, property);
  }

  /** In the order of the ids; undefined for those that are not there. */
  async byIds(ids: readonly string[]): Promise<(User | undefined)[]> {
    const found = await this.#database.getMany(ids.map(id => key('u', id)));
    return found.map(value => (value === undefined ? undefined : JSON.parse(value.toString())));
  }

  /** The same by address; null where a write has taken the address from its user. */
  async byEmails(emails: readonly string[]): Promise<(User | null | undefined)[]> {
    const ids = await this.#database.getMany(emails.map(email => key('k', toEmailKey(email))));
    const texts = ids.map(id => id?.toString());
    const users = await this.byIds(texts.map(id => id ?? ''));
    return users.map((user, index) => (texts[index] === '' ? null : user));
  }

  async put(users: readonly {user: User; oldEmail?: string | undefined}[]): Promise<void> {
    const batch = this.#database.batch();
    for (const {user, oldEmail} of users) {
      if (oldEmail !== undefined && toEmailKey(oldEmail) !== toEmailKey(user.email)) {
        batch.put(key('k', toEmailKey(oldEmail)), Buffer.from(''));
      }
      batch.put(key('k', toEmailKey(user.email)), Buffer.from(user.id));
      batch.put(key('u', user.id), json(user));
    }
    await batch.write();
  }

  /** All of them, by id. */
  async *pages(): AsyncGenerator<User[]> {
    let page: User[] = [];
    for await (const [, value] of this.#database.iterator(range('u'))) {
      page.push(JSON.parse(value.toString()));
      if (page.length < USERS_PER_PAGE) continue;
      yield page;
      page = [];
    }
    yield page;
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

function key(kind: 'u' | 'k' | 'p', name: string): Buffer {
  return Buffer.from(`${kind}:${name}`);
}

function range(kind: 'u' | 'p'): {gte: Buffer; lt: Buffer} {
  return {gte: Buffer.from(`${kind}:`), lt: Buffer.from(`${kind};`)};
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
