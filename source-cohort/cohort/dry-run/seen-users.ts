import {toEmailKey} from '@cohort-salesforce/spec';
import type {User} from '../generated/types.js';

// More than a runner has under way at once.
const MAX_KEYS = 20_000;

/** The users that were looked up last, and the addresses that nobody had. */
export class SeenUsers {
  readonly #byKey = new Map<string, User | null>();
  readonly #byId = new Map<string, User>();

  add(users: readonly User[], emails: readonly string[]): void {
    for (const email of emails) this.#set(toEmailKey(email), null);
    for (const user of users) {
      this.#set(toEmailKey(user.email), user);
      this.#byId.set(user.id, user);
    }
  }

  byId(id: string): User | undefined {
    return this.#byId.get(id);
  }

  /** Null: nobody had the address. */
  byKey(key: string): User | null | undefined {
    return this.#byKey.get(key);
  }

  #set(key: string, user: User | null): void {
    const before = this.#byKey.get(key);
    if (before) this.#byId.delete(before.id);
    this.#byKey.delete(key);
    this.#byKey.set(key, user);
    if (this.#byKey.size > MAX_KEYS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [key, user] of this.#byKey) {
      this.#byKey.delete(key);
      if (user) this.#byId.delete(user.id);
      return;
    }
  }
}
