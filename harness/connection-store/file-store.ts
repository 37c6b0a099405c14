import {existsSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {folderOf} from '../connection/connection-folder.js';
import {noConnection} from '../connection/read-connection.js';
import {findHolder, Lock} from '../store/lock.js';
import {refuseRenamed} from '../sync/links.js';
import type {ConnectionStore, Place, ReadPlace, WorkPlace} from './connection-store.js';

/** A connection file, with what its runs keep in the folder beside it. */
export class FileStore implements ConnectionStore {
  readonly #place: Place;
  readonly #isOwnFolder: boolean;

  constructor(path: string, stateDir?: string) {
    this.#place = {path, folder: resolve(stateDir ?? folderOf(path))};
    this.#isOwnFolder = stateDir === undefined;
  }

  async work<Result>(use: (place: WorkPlace) => Promise<Result>): Promise<Result> {
    let lock: Lock | undefined;
    const take = async () => {
      const {path, folder} = this.#place;
      if (this.#isOwnFolder) await refuseRenamed(path, folder);
      await mkdir(folder, {recursive: true, mode: 0o700});
      lock = await Lock.acquire(join(folder, 'lock'));
      return lock;
    };
    try {
      return await use({...this.#place, take});
    } finally {
      // Whatever fails between, the lock must not stay behind.
      await lock?.release();
    }
  }

  async look<Result>(use: (place: ReadPlace) => Promise<Result>): Promise<Result> {
    const {path, folder} = this.#place;
    if (!existsSync(path)) throw noConnection(path);
    return use({path, folder, holder: () => findHolder(join(folder, 'lock'))});
  }
}
