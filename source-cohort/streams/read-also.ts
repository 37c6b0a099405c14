import {createReadStream} from 'node:fs';
import {configError, type ReadEvent, readLines} from '@cohort-salesforce/spec';
import {type Cohort, isEmail, refusalOf, type User} from '../cohort/index.js';
import type {Session} from '../session.js';

interface AlsoRead {
  fields: readonly string[];
  accepts(user: User): boolean;
  toRecord(user: User): string;
}

/** The users whose ids or addresses are listed in the config's file, although they have not changed. */
export async function* readAlso(
  {cohort, alsoRead}: Session,
  {fields, accepts, toRecord}: AlsoRead,
): AsyncGenerator<ReadEvent> {
  if (alsoRead === undefined) return;
  const finder = new UserFinder(cohort, fields);
  for await (const keys of readKeys(alsoRead, cohort.settings.lookup_size)) {
    const users = await finder.find(keys);
    yield {kind: 'records', records: users.filter(accepts).map(toRecord)};
  }
}

/** The users with these ids, although they may not have changed. */
export async function* readByIds(
  cohort: Cohort,
  ids: Iterable<string>,
  {fields, accepts, toRecord}: AlsoRead,
): AsyncGenerator<ReadEvent> {
  const finder = new UserFinder(cohort, fields);
  for (const some of inChunks(ids, cohort.settings.lookup_size)) {
    const users = await finder.find(some);
    yield {kind: 'records', records: users.filter(accepts).map(toRecord)};
  }
}

function* inChunks(ids: Iterable<string>, size: number): Generator<string[]> {
  let chunk: string[] = [];
  for (const id of ids) {
    chunk.push(id);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
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
    const together = await this.#findTogether({ids, emails});
    if (together) return together;
    const byEmail = emails.length > 0 ? await this.#cohort.findUsers({emails}, this.#fields) : none;
    const found = await Promise.all(ids.map(id => this.#cohort.getUser(id, this.#fields)));
    return eachOnce([...found.flatMap(({users}) => users), ...byEmail.users]);
  }

  async #findTogether({ids, emails}: {ids: string[]; emails: string[]}) {
    if (this.#isRefused || ids.length + emails.length === 0) return undefined;
    try {
      return eachOnce((await this.#cohort.findUsers({ids, emails}, this.#fields)).users);
    } catch (error) {
      if (ids.length === 0 || refusalOf(error) === undefined) throw error;
      this.#isRefused = true;
      return undefined;
    }
  }
}

function eachOnce(users: readonly User[]): User[] {
  return [...new Map(users.map(user => [user.id, user])).values()];
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
