import {createReadStream} from 'node:fs';
import {configError, type ReadEvent, readLines} from '@cohort-salesforce/spec';
import {type Cohort, isEmail, refusalOf, type User} from '../cohort/index.js';
import type {Session} from '../session.js';

interface AlsoRead {
  fields: readonly string[];
  toRecord(user: User): string;
}

/** The users whose ids or addresses are listed in the config's file, although they have not changed. */
export async function* readAlso(
  {cohort, alsoRead}: Session,
  {fields, toRecord}: AlsoRead,
): AsyncGenerator<ReadEvent> {
  if (alsoRead === undefined) return;
  const finder = new UserFinder(cohort, fields);
  for await (const keys of readKeys(alsoRead, cohort.settings.lookup_size)) {
    const users = await finder.find(keys);
    yield {kind: 'records', records: users.map(toRecord)};
  }
}

/** An id, or an address. */
type Key = string | {email: string};

const none: {users: User[]} = {users: []};

class UserFinder {
  readonly #cohort: Cohort;
  readonly #fields: readonly string[];
  // Looking up by id is an extension that Cohort may not have.
  #isRefused = false;

  constructor(cohort: Cohort, fields: readonly string[]) {
    this.#cohort = cohort;
    this.#fields = fields;
  }

  /** Each user once. */
  async find(keys: readonly Key[]): Promise<User[]> {
    const ids = keys.flatMap(key => (typeof key === 'string' ? key : []));
    const emails = keys.flatMap(key => (typeof key === 'string' ? [] : key.email)).filter(isEmail);
    const byId = ids.length > 0 ? await this.#findIds(ids) : [];
    const byEmail = emails.length > 0 ? await this.#cohort.findUsers({emails}, this.#fields) : none;
    return [...new Map([...byId, ...byEmail.users].map(user => [user.id, user])).values()];
  }

  async #findIds(ids: readonly string[]): Promise<User[]> {
    try {
      if (!this.#isRefused) return (await this.#cohort.findUsers({ids}, this.#fields)).users;
    } catch (error) {
      if (refusalOf(error) === undefined) throw error;
      this.#isRefused = true;
    }
    const found = await Promise.all(ids.map(id => this.#cohort.getUser(id, this.#fields)));
    return found.flatMap(({users}) => users);
  }
}

async function* readKeys(path: string, size: number): AsyncGenerator<Key[]> {
  const keys: Key[] = [];
  let line = 0;
  for await (const lines of readLines(createReadStream(path))) {
    for (const text of lines) {
      line += 1;
      if (text.length > 0) keys.push(parseKey(text, {path, line}));
    }
    while (keys.length >= size) yield keys.splice(0, size);
  }
  if (keys.length > 0) yield keys;
}

function parseKey(text: Buffer, {path, line}: {path: string; line: number}): Key {
  try {
    const key: unknown = JSON.parse(text.toString());
    if (typeof key === 'string' && key !== '') return key;
    const {email} = (key ?? {}) as {email?: unknown};
    if (typeof email === 'string' && email !== '') return {email};
  } catch {
    // Said below.
  }
  throw configError(
    `also_read: line ${line} of ${path} is not a user's id. Write one id per line, in double quotes, or {"email": "ann@example.com"}.`,
  );
}
