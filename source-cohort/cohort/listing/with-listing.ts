import {type Context, toEmailKey} from '@cohort-salesforce/spec';
import type {Cohort} from '../cohort.js';
import type {User} from '../generated/types.js';
import type {FoundUsers, UserKeys} from '../look-up-users.js';
import {emptyUser, mergeUser, type WrittenUser} from '../merge-user.js';
import type {UserStore} from '../user-store.js';
import type {UserText} from '../user-text.js';
import type {WrittenUsers} from '../write-users.js';
import {openTemporaryStore, type TemporaryStore} from './temporary-store.js';

/**
 * A Cohort without a lookup that finds users nevertheless: the list of users is read once, when somebody is looked up first,
 * and kept on disk with what is written afterwards.
 */
export function withListing(cohort: Cohort, context: Pick<Context, 'log'>): Cohort {
  const listing = new Listing(cohort, context);
  return {
    ...cohort,
    lookUpUsers: async emails => (await listing.find({emails})).users,
    findUsers: keys => listing.find(keys),
    writeUsers: async (mode, users) => {
      const written = await cohort.writeUsers(mode, users);
      await listing.note(users, written);
      return written;
    },
    close: async () => {
      await listing.close();
      await cohort.close();
    },
  };
}

interface Listed {
  store: UserStore;
  /** By Cohort's clock: what changed since is not known. */
  began: number;
}

class Listing {
  readonly #cohort: Cohort;
  readonly #context: Pick<Context, 'log'>;
  #opened: TemporaryStore | undefined;
  #listed: Promise<Listed> | undefined;

  constructor(cohort: Cohort, context: Pick<Context, 'log'>) {
    this.#cohort = cohort;
    this.#context = context;
  }

  async find({emails = [], ids = []}: UserKeys): Promise<FoundUsers> {
    // To prove that users can be found, none has to be read.
    if (emails.length + ids.length === 0) return this.#probe();
    const [onlyId] = ids;
    const isOneId = emails.length === 0 && ids.length === 1 && onlyId !== undefined;
    if (isOneId && this.#listed === undefined) return this.#cohort.getUser(onlyId, []);
    const {store, began} = await this.#list();
    const byEmail = await store.byEmails(emails);
    const found = byEmail.filter((user, index) => isAt(user, emails[index]));
    const users = [...found, ...(await store.byIds(ids))].filter(user => user != null);
    const each = new Map(users.map(user => [user.id, user]));
    return {users: [...each.values()], times: {began, answered: this.#cohort.clock.now()}};
  }

  async #probe(): Promise<FoundUsers> {
    await this.#cohort.probeUsers();
    const now = this.#cohort.clock.now();
    return {users: [], times: {began: now, answered: now}};
  }

  #list(): Promise<Listed> {
    this.#listed ??= this.#readAll();
    return this.#listed;
  }

  async #readAll(): Promise<Listed> {
    this.#context.log(
      'INFO',
      'api.paths.user_lookup is null: the list of all users is read once, to know who is there.',
    );
    this.#opened = await openTemporaryStore();
    const {store} = this.#opened;
    const {clock} = this.#cohort;
    const started = performance.now();
    let began: number | undefined;
    for await (const page of this.#cohort.readUsers({})) {
      // Only an answer tells Cohort's time.
      began ??= clock.now() - (performance.now() - started);
      await store.put(page.map(user => ({user})));
    }
    return {store, began: began ?? clock.now()};
  }

  /** Takes in what was written: it is not in the list that was read. */
  async note(texts: readonly UserText[], {results}: WrittenUsers): Promise<void> {
    if (this.#listed === undefined) return;
    const {store} = await this.#listed;
    const now = new Date(this.#cohort.clock.now()).toISOString();
    const puts: {user: User; oldEmail?: string | undefined}[] = [];
    for (const [index, {status, id}] of results.entries()) {
      if (id === undefined || (status !== 'created' && status !== 'updated')) continue;
      const written = withoutSkipped(JSON.parse(texts[index] ?? '{}') as WrittenUser);
      const [before] = await store.byIds([id]);
      const user = mergeUser(before ?? emptyUser({id, email: written.email ?? '', now}), written);
      puts.push({user: {...user, updatedAt: now}, oldEmail: before?.email});
    }
    await store.put(puts);
  }

  async close(): Promise<void> {
    await this.#listed?.catch(() => {});
    await this.#opened?.close();
  }
}

// While the list was read, a user may have got another address.
function isAt(user: User | null | undefined, email: string | undefined): user is User {
  return user != null && email !== undefined && toEmailKey(user.email) === toEmailKey(email);
}

// An empty text leaves a value as it is.
function withoutSkipped({properties, ...core}: WrittenUser): WrittenUser {
  const keep = (values: object) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  return {...keep(core), ...(properties && {properties: keep(properties)})};
}
