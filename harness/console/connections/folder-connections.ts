import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pauseSchedule} from '../schedule/schedule-state.js';
import type {ConsoleConnections} from './console-connections.js';
import {type ConnectionFacts, readFacts} from './facts.js';
import {type ConnectionFile, findConnections} from './find-connections.js';

/** The connection files of a folder. */
export class FolderConnections implements ConsoleConnections {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  list(): Promise<ConnectionFile[]> {
    return findConnections(this.#folder);
  }

  facts(file: ConnectionFile): Promise<ConnectionFacts> {
    return readFacts(file);
  }

  change<Result>(
    {path}: ConnectionFile,
    change: (path: string) => Promise<Result>,
  ): Promise<Result> {
    return change(path);
  }

  async keepLogin(): Promise<void> {}

  setPaused({folder}: ConnectionFacts, isPaused: boolean): Promise<void> {
    return pauseSchedule(folder, isPaused);
  }

  async create(name: string, text: string): Promise<string | undefined> {
    const path = join(this.#folder, `${name}.yaml`);
    try {
      await writeFile(path, text, {flag: 'wx'});
      return undefined;
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      return code === 'EEXIST' ? `${name} exists already.` : `${path} cannot be written (${code}).`;
    }
  }
}
