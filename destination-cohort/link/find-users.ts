import {
  COHORT_REFUSALS,
  type Cohort,
  isEmail,
  refusalOf,
  type User,
} from '@cohort-salesforce/source-cohort/cohort';
import {sendInParts, toEmailKey} from '@cohort-salesforce/spec';
import {cutParts} from '../users/cut-parts.js';

export interface UserQuery {
  email?: string;
  id?: string | undefined;
}

/** What was found of the users that were asked for. */
export interface Found {
  byId: ReadonlyMap<string, User>;
  /** By matching key. */
  byKey: ReadonlyMap<string, User>;
  /** By Cohort's clock, before any of them was looked up. */
  lookedUpAt: number;
}

interface Findings {
  byId: Map<string, User>;
  byKey: Map<string, User>;
  lookedUpAt: number;
}

/**
 * Finds users by address and by id. Addresses are asked for first: where one leads to the id that is wanted,
 * nothing else is needed. The others are looked up by id, one by one if Cohort cannot do it in one call.
 */
export class UserFinder {
  readonly #cohort: Cohort;
  readonly #fields: readonly string[];
  readonly #history = {isAnyTaken: false};
  #canLookUpIds: boolean | undefined;

  constructor(cohort: Cohort, fields: readonly string[]) {
    this.#cohort = cohort;
    this.#fields = fields;
  }

  async find(queries: readonly UserQuery[]): Promise<Found> {
    const found: Findings = {byId: new Map(), byKey: new Map(), lookedUpAt: Date.now()};
    if (queries.length === 0) return found;
    found.lookedUpAt = Number.POSITIVE_INFINITY;
    const emails = new Map<string, string>();
    for (const {email} of queries) {
      if (email !== undefined && isEmail(email)) emails.set(toEmailKey(email), email);
    }
    await this.#addByEmail([...emails.values()], found);
    const ids = new Set(queries.flatMap(({id}) => (id === undefined ? [] : id)));
    await this.#addById(
      [...ids].filter(id => !found.byId.has(id)),
      found,
    );
    if (found.lookedUpAt === Number.POSITIVE_INFINITY) found.lookedUpAt = Date.now();
    return found;
  }

  async #addByEmail(emails: readonly string[], found: Findings): Promise<void> {
    await Promise.all(
      this.#cut(emails).map(part =>
        sendInParts<string, User>(part, {
          ...COHORT_REFUSALS,
          send: async some =>
            this.#keep(await this.#cohort.findUsers({emails: some}, this.#fields), found),
          // Cohort does not look up every address, so some users are not found by theirs.
          refused: () => [],
          probe: () => this.#cohort.findUsers({}, this.#fields),
          history: this.#history,
        }),
      ),
    );
  }

  async #addById(ids: readonly string[], found: Findings): Promise<void> {
    if (ids.length === 0) return;
    if (this.#canLookUpIds !== false && (await this.#lookUpIds(ids, found))) return;
    await Promise.all(
      ids.map(async id => this.#keep(await this.#cohort.getUser(id, this.#fields), found)),
    );
  }

  /** Resolves with whether Cohort can do it. */
  async #lookUpIds(ids: readonly string[], found: Findings): Promise<boolean> {
    try {
      await Promise.all(
        this.#cut(ids).map(async part => {
          this.#keep(await this.#cohort.findUsers({ids: part}, this.#fields), found);
        }),
      );
      this.#canLookUpIds = true;
    } catch (error) {
      if (!refusalOf(error)) throw error;
      // One id that Cohort does not like says nothing of the others.
      this.#canLookUpIds ??= false;
      return false;
    }
    return true;
  }

  #keep({users, times}: Awaited<ReturnType<Cohort['findUsers']>>, found: Findings): User[] {
    for (const user of users) {
      found.byId.set(user.id, user);
      found.byKey.set(toEmailKey(user.email), user);
    }
    found.lookedUpAt = Math.min(found.lookedUpAt, times.began);
    return users;
  }

  #cut(keys: readonly string[]): string[][] {
    return cutParts(keys, {items: this.#cohort.settings.lookup_size});
  }
}
