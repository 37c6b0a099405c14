import {createReadStream} from 'node:fs';
import {configError, type ReadEvent, readLines} from '../../spec/index.js';
import {type Cohort, refusalOf, type User} from '../cohort/index.js';
import type {Session} from '../session.js';

interface AlsoRead {
  fields: readonly string[];
  toRecord(user: User): string;
}

/** The users whose ids are listed in the config's file, although they have not changed. */
export async function* readAlso(
  {cohort, alsoRead}: Session,
  {fields, toRecord}: AlsoRead,
): AsyncGenerator<ReadEvent> {
  if (alsoRead === undefined) return;
  const finder = new UserFinder(cohort, fields);
  for await (const ids of readIds(alsoRead, cohort.settings.lookup_size)) {
    const users = await finder.find(ids);
    yield {kind: 'records', records: users.map(toRecord)};
  }
}

class UserFinder {
  readonly #cohort: Cohort;
  readonly #fields: readonly string[];
  // Looking up by id is an extension that Cohort may not have.
  #isRefused = false;

  constructor(cohort: Cohort, fields: readonly string[]) {
    this.#cohort = cohort;
    this.#fields = fields;
  }

  async find(ids: readonly string[]): Promise<User[]> {
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

async function* readIds(path: string, size: number): AsyncGenerator<string[]> {
  const ids: string[] = [];
  let line = 0;
  for await (const lines of readLines(createReadStream(path))) {
    for (const text of lines) {
      line += 1;
      if (text.length > 0) ids.push(parseId(text, {path, line}));
    }
    while (ids.length >= size) yield ids.splice(0, size);
  }
  if (ids.length > 0) yield ids;
}

function parseId(text: Buffer, {path, line}: {path: string; line: number}): string {
  try {
    const id: unknown = JSON.parse(text.toString());
    if (typeof id === 'string' && id !== '') return id;
  } catch {
    // Said below.
  }
  throw configError(
    `also_read: line ${line} of ${path} is not a user's id. Write one id per line, in double quotes.`,
  );
}
