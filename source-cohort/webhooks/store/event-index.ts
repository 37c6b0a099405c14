import {hash} from 'node:crypto';
import {join} from 'node:path';
import {ConnectorError, configError} from '@cohort-salesforce/spec';
import type {ClassicLevel} from 'classic-level';
import type {UserState} from './user-state.js';

type Database = ClassicLevel<string, string>;

/** What one write adds to the index. */
export interface IndexChanges {
  /** Ids of messages whose events are durable. */
  ids: readonly string[];
  users: ReadonlyMap<string, UserState>;
}

interface Meta {
  version: 1;
  /** The newest event file: what is older is in the index for good. */
  file: string;
}

const META = 'm';

/**
 * Which messages were received, and the state of each user; on disk, so that memory stays small. All of
 * it can be made again from the event files. One process at a time has it open.
 */
export class EventIndex {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Opens the index in the folder of the event files, or creates it. */
  static async open(folder: string): Promise<EventIndex> {
    const {ClassicLevel} = await import('classic-level');
    const path = join(folder, 'index');
    const database: Database = new ClassicLevel(path);
    try {
      await database.open();
    } catch (error) {
      throw explainOpening(error, {folder, path});
    }
    return new EventIndex(database);
  }

  /** The newest event file when the index was last made durable; undefined for a new index. */
  async readFile(): Promise<string | undefined> {
    const text = await this.#database.get(META);
    if (text === undefined) return undefined;
    const {version, file} = JSON.parse(text) as Meta;
    if (version === 1) return file;
    throw configError(
      `The index of received events has format ${version}, expected 1. Remove the folder "index" beside the event files; it is made again from them.`,
    );
  }

  /** Makes everything before durable, and remembers the file that is about to be written. */
  async saveFile(file: string): Promise<void> {
    const meta: Meta = {version: 1, file};
    await this.#database.put(META, JSON.stringify(meta), {sync: true});
  }

  /** For each id, whether its event is durable. */
  async haveSeen(ids: readonly string[]): Promise<boolean[]> {
    const found = await this.#database.getMany(ids.map(keyOfId));
    return found.map(value => value !== undefined);
  }

  /** The users that are known. */
  async readUsers(ids: readonly string[]): Promise<Map<string, UserState>> {
    const texts = await this.#database.getMany(ids.map(keyOfUser));
    const users = new Map<string, UserState>();
    for (const [index, id] of ids.entries()) {
      const text = texts[index];
      if (text !== undefined) users.set(id, JSON.parse(text) as UserState);
    }
    return users;
  }

  async write({ids, users}: IndexChanges): Promise<void> {
    const batch = this.#database.batch();
    for (const id of ids) batch.put(keyOfId(id), '');
    for (const [id, state] of users) batch.put(keyOfUser(id), JSON.stringify(state));
    await batch.write();
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

// Messages are never forgotten, so each takes few bytes, whatever its id.
function keyOfId(id: string): string {
  return `i${hash('sha256', id, 'base64url').slice(0, 22)}`;
}

function keyOfUser(id: string): string {
  return `u${id}`;
}

function explainOpening(error: unknown, {folder, path}: {folder: string; path: string}): Error {
  const {code, message} = ((error as Error).cause ?? error) as Error & {code?: string};
  if (code === 'LEVEL_LOCKED') {
    return new ConnectorError({
      failure: 'config_error',
      message: `Another cohort-webhooks is writing to ${folder}. Stop it, or choose another folder.`,
    });
  }
  return configError(
    `The index of received events in ${path} cannot be opened: ${message}. If it is damaged, remove that folder; it is made again from the event files.`,
  );
}
