import {mkdir, readFile, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {ConfiguredAirbyteCatalog} from '../../spec/index.js';
import type {LoadedConnection} from '../connection/read-connection.js';
import {type Program, packagedProgram} from '../connector/find-program.js';
import {StateFile} from '../store/state-file.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {askConnector} from './ask-connector.js';
import {configureCatalog} from './configure-catalog.js';
import type {Direction, Endpoint} from './direction.js';
import {type Moved, type MoveOptions, move} from './move.js';
import type {Party} from './party.js';
import type {Workplace} from './workplace.js';

export interface ConnectionWorkOptions {
  loaded: LoadedConnection;
  /** The connection's folder: states, rejects, logs, lock. */
  folder: string;
  workplace: Workplace;
  /** Programs to run instead of the package's own, by connector. */
  programs: ReadonlyMap<string, Program>;
}

/** The folder of a connection: beside it, named after it. */
export function folderOf(connectionPath: string): string {
  return resolve(connectionPath.replace(/\.ya?ml$/, '')).concat('.sync');
}

/** Does a connection's work: asks its connectors and moves its directions. */
export class ConnectionWork {
  readonly folder: string;
  readonly rejectsFolder: string;
  readonly #options: ConnectionWorkOptions;
  // Configs hold secrets: they stand in files only while connectors need them.
  readonly #filesFolder: string;

  private constructor(options: ConnectionWorkOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.rejectsFolder = join(options.folder, 'rejects');
    this.#filesFolder = join(options.folder, 'run');
  }

  /** To be closed in any case. A killed run may have left its files; they go now. */
  static async open(options: ConnectionWorkOptions): Promise<ConnectionWork> {
    const work = new ConnectionWork(options);
    await work.close();
    await mkdir(work.#filesFolder, {recursive: true, mode: 0o700});
    return work;
  }

  async close(): Promise<void> {
    await rm(this.#filesFolder, {recursive: true, force: true});
  }

  source({source}: Direction): Party {
    return this.#party(source, source.settings);
  }

  destination({destination}: Direction): Party {
    return this.#party(destination, {...destination.settings, rejects_dir: this.rejectsFolder});
  }

  /** The catalog for a direction, from what its source offers now. */
  async catalogFor(direction: Direction): Promise<ConfiguredAirbyteCatalog> {
    const {workplace} = this.#options;
    const source = this.source(direction);
    const answer = await askConnector(workplace, source, {command: 'discover', wanted: 'CATALOG'});
    return configureCatalog(answer.catalog, direction.selection);
  }

  async move(direction: Direction, onStart?: MoveOptions['onStart']): Promise<Moved> {
    const catalog = await this.catalogFor(direction);
    const catalogFile = join(this.#filesFolder, `${direction.name}.catalog.json`);
    await writeFileAtomically(catalogFile, JSON.stringify(catalog));
    return move(this.#options.workplace, {
      source: this.source(direction),
      destination: this.destination(direction),
      catalog,
      catalogFile,
      states: await this.statesOf(direction),
      ...(onStart && {onStart}),
    });
  }

  /**
   * The states of a direction. They say how far the source was read for what was chosen then; when
   * the choice has changed, records that were passed over may be wanted now, and it starts again.
   */
  async statesOf({name, destination, selection, between}: Direction): Promise<StateFile> {
    const states = await StateFile.open(join(this.folder, `${name}.state.json`));
    const path = join(this.folder, `${name}.selection.json`);
    const {fields: _fields, ...choice} = selection;
    const chosen: unknown = JSON.parse(
      JSON.stringify({...choice, settings: destination.settings, between}),
    );
    const before = await readJson(path);
    if (isDeepStrictEqual(before, chosen)) return states;
    if (before !== undefined && !states.isEmpty) await states.clear();
    await writeFileAtomically(path, `${JSON.stringify(chosen)}\n`);
    return states;
  }

  #party({connector, system}: Endpoint, settings: Readonly<Record<string, unknown>>): Party {
    const {programs, loaded} = this.#options;
    const {logins} = loaded;
    return {
      program: programs.get(connector) ?? packagedProgram(connector),
      system,
      folders: [this.folder],
      configFile: async () => {
        const path = join(this.#filesFolder, `${connector}.json`);
        await writeFileAtomically(path, JSON.stringify({...logins.of(system), ...settings}));
        return path;
      },
      saveConfig: told => {
        const login = Object.entries(told).filter(([key]) => !Object.hasOwn(settings, key));
        return logins.rotate(system, Object.fromEntries(login));
      },
    };
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
