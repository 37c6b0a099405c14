import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {USER_AGENT} from '@cohort-salesforce/spec/http';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {Direction} from '../systems/index.js';

const MAX_AGE_MS = 3_600_000;

/** Whose data a login opens, and as whom. */
export interface SalesforceLogin {
  org?: string;
  user?: string;
}

/** What a source offered, and the login that was seen then: without a discover, nothing logs in before the read. */
export interface Offered {
  catalog: ConfiguredAirbyteCatalog;
  login: SalesforceLogin;
}

interface Kept extends Offered {
  /** When the source offered it, in milliseconds. */
  at: number;
  choice: unknown;
}

/**
 * The catalogs of runs that went well, so that the next run within an hour need not ask the source what it offers. A
 * read still compares its catalog with the system.
 */
export class OfferedCatalogs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined: there is none for this choice, or it is too old. */
  async find(direction: Direction): Promise<Offered | undefined> {
    try {
      const kept = JSON.parse(await readFile(this.#pathOf(direction), 'utf8')) as Kept;
      const age = Date.now() - kept.at;
      const isFresh = age >= 0 && age < MAX_AGE_MS;
      if (!isFresh || !isDeepStrictEqual(kept.choice, choiceOf(direction))) return undefined;
      const {catalog, login} = kept;
      // A file of a version that did not keep the login.
      return login && {catalog, login};
    } catch {
      return undefined;
    }
  }

  /** The catalog of this direction, if it has these fields, too. */
  async findWith(
    fields: readonly string[],
    direction: Direction,
  ): Promise<ConfiguredAirbyteCatalog | undefined> {
    const found = await this.find(direction);
    const offered = found?.catalog.streams[0]?.stream.json_schema.properties ?? {};
    return fields.every(field => Object.hasOwn(offered, field)) ? found?.catalog : undefined;
  }

  async keep(direction: Direction, {catalog, login}: Offered): Promise<void> {
    const kept: Kept = {at: Date.now(), choice: choiceOf(direction), catalog, login};
    await writeFileAtomically(this.#pathOf(direction), `${JSON.stringify(kept)}\n`);
  }

  async forget(direction: Direction): Promise<void> {
    await rm(this.#pathOf(direction), {force: true});
  }

  #pathOf({key}: Direction): string {
    return join(this.#folder, `${key}.catalog.json`);
  }
}

// What the catalog depends on; a newer version of the source may describe fields differently.
function choiceOf({source, selection, between}: Direction): unknown {
  const {settings, connector} = source;
  return JSON.parse(JSON.stringify({version: USER_AGENT, connector, settings, selection, between}));
}
