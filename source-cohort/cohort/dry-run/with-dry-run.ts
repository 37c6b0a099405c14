import {isDeepStrictEqual} from 'node:util';
import {toEmailKey} from '@cohort-salesforce/spec';
import type {Cohort} from '../cohort.js';
import type {User, UserProperty, UserResult} from '../generated/types.js';
import type {FoundUsers, UserKeys} from '../look-up-users.js';
import {emptyUser, mergeUser, type WrittenUser} from '../merge-user.js';
import {UserStore} from '../user-store.js';
import type {UserText} from '../user-text.js';
import {newPlannedId} from './planned-id.js';
import {SeenUsers} from './seen-users.js';

/**
 * A Cohort that takes writes without passing them on: they stay in `folder`, and everything that is read afterwards, also
 * by another program with the same folder, is as if they had been written. What Cohort itself would refuse is not known.
 */
export async function withDryRun(cohort: Cohort, folder: string): Promise<Cohort> {
  const dryRun = new DryRun(cohort, await UserStore.open(folder));
  return {
    ...cohort,
    readUsers: query => dryRun.readUsers(query),
    lookUpUsers: async emails => (await dryRun.findUsers({emails})).users,
    findUsers: keys => dryRun.findUsers(keys),
    getUser: (id, fields) => dryRun.getUser(id, fields),
    writeUsers: (mode, users) => dryRun.writeUsers(mode, users),
    // It would start the job if it is not known.
    finishEarlierJobs: async () => {},
    readUserProperties: () => dryRun.readUserProperties(),
    createUserProperty: property => dryRun.createUserProperty(property),
    close: async () => {
      await dryRun.close();
      await cohort.close();
    },
  };
}

class DryRun {
  readonly #cohort: Cohort;
  readonly #written: UserStore;
  // A write comes right after its lookup: nobody has to be looked up for it again.
  readonly #seen = new SeenUsers();

  constructor(cohort: Cohort, written: UserStore) {
    this.#cohort = cohort;
    this.#written = written;
  }

  async *readUsers({updatedSince, fields}: Parameters<Cohort['readUsers']>[0]) {
    const known = fields?.filter(field => !this.#written.properties.has(field));
    for await (const page of this.#cohort.readUsers({updatedSince, fields: known})) {
      const written = await this.#written.byIds(page.map(({id}) => id));
      yield page.filter((_, index) => written[index] === undefined);
    }
    yield* this.#written.pages();
  }

  /** With all fields: a later write is compared with them. */
  async findUsers({emails = [], ids = []}: UserKeys): Promise<FoundUsers> {
    const byEmail = await this.#written.byEmails(emails);
    const byId = await this.#written.byIds(ids);
    const asked = {
      emails: emails.filter((_, index) => byEmail[index] === undefined),
      ids: ids.filter((_, index) => byId[index] === undefined),
    };
    const isAsked = asked.emails.length + asked.ids.length > 0 || emails.length + ids.length === 0;
    const found = isAsked ? await this.#cohort.findUsers(asked, []) : this.#nobody();
    const rewritten = await this.#written.byIds(found.users.map(({id}) => id));
    const untouched = found.users.filter((_, index) => rewritten[index] === undefined);
    this.#seen.add(untouched, asked.emails);
    const written = [...byEmail, ...byId].filter(user => user !== undefined && user !== null);
    const users = new Map([...untouched, ...written].map(user => [user.id, user]));
    return {users: [...users.values()], times: found.times};
  }

  async getUser(id: string, fields: readonly string[]): Promise<FoundUsers> {
    const [written] = await this.#written.byIds([id]);
    if (written) return {...this.#nobody(), users: [written]};
    const known = fields.filter(field => !this.#written.properties.has(field));
    return this.#cohort.getUser(id, known);
  }

  #nobody(): FoundUsers {
    const now = this.#cohort.clock.now();
    return {users: [], times: {began: now, answered: now}};
  }

  async writeUsers(mode: 'upsert' | 'update', texts: readonly UserText[]) {
    const {times} = this.#nobody();
    const results: UserResult[] = [];
    // One after the other: two of them may be about the same user.
    for (const [index, text] of texts.entries()) {
      results.push({index, ...(await this.#write(mode, JSON.parse(text) as WrittenUser))});
    }
    return {results, repeated: false, times};
  }

  async #write(
    mode: 'upsert' | 'update',
    written: WrittenUser,
  ): Promise<Omit<UserResult, 'index'>> {
    const {id, email} = written;
    const present = await this.#find({id, email});
    if (!present && (mode === 'update' || email === undefined)) return {status: 'not_found'};
    const now = new Date(this.#cohort.clock.now()).toISOString();
    const before = present ?? newUser(email ?? '', now);
    const user = mergeUser(before, written);
    if (present && isDeepStrictEqual(user, before)) return {status: 'unchanged', id: user.id};
    await this.#written.put([{user: {...user, updatedAt: now}, oldEmail: present?.email}]);
    return {status: present ? 'updated' : 'created', id: user.id};
  }

  async #find({id, email}: WrittenUser): Promise<User | undefined> {
    if (id !== undefined) {
      const [written] = await this.#written.byIds([id]);
      if (written) return written;
      return this.#seen.byId(id) ?? (await this.#findFirst({ids: [id]}));
    }
    if (email === undefined) return undefined;
    const [written] = await this.#written.byEmails([email]);
    if (written !== undefined) return written ?? undefined;
    const seen = this.#seen.byKey(toEmailKey(email));
    if (seen !== undefined) return seen ?? undefined;
    return this.#findFirst({emails: [email]});
  }

  async #findFirst(keys: UserKeys): Promise<User | undefined> {
    return (await this.findUsers(keys)).users[0];
  }

  async readUserProperties(): Promise<UserProperty[]> {
    return [...(await this.#cohort.readUserProperties()), ...this.#written.properties.values()];
  }

  async createUserProperty({
    name,
    referenceId,
    type,
  }: Parameters<Cohort['createUserProperty']>[0]): Promise<UserProperty> {
    const reference = referenceId ?? name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');
    const property = {id: newPlannedId(), name, referenceId: reference, type};
    await this.#written.addProperty(property);
    return property;
  }

  close(): Promise<void> {
    return this.#written.close();
  }
}

function newUser(email: string, now: string): User {
  return emptyUser({id: newPlannedId(), email, now});
}
