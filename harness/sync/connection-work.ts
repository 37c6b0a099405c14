import {mkdir, readFile, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {ConfiguredAirbyteCatalog} from '../../spec/index.js';
import type {LoadedConnection} from '../connection/read-connection.js';
import {type Program, packagedProgram} from '../connector/find-program.js';
import {listRejects} from '../store/read-rejects.js';
import {StateFile} from '../store/state-file.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {askConnector} from './ask-connector.js';
import {configureCatalog} from './configure-catalog.js';
import type {Direction, Endpoint} from './direction.js';
import {type Moved, type MoveOptions, move} from './move.js';
import type {Party} from './party.js';
import {chooseRejected, damagedPath, replaceRejects} from './rejected-again.js';
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

  destination({destination}: Direction, more: Readonly<Record<string, unknown>> = {}): Party {
    const folders = {rejects_dir: this.rejectsFolder, state_dir: join(this.folder, 'jobs')};
    return this.#party(destination, {...destination.settings, ...folders, ...more});
  }

  /** A private file or folder that is gone when the work is closed. */
  temporary(name: string): string {
    return join(this.#filesFolder, name);
  }

  /** The catalog for a direction, from what its source offers now. */
  async catalogFor(direction: Direction): Promise<ConfiguredAirbyteCatalog> {
    const {workplace} = this.#options;
    const source = this.source(direction);
    const answer = await askConnector(workplace, source, {command: 'discover', wanted: 'CATALOG'});
    return configureCatalog(answer.catalog, direction.selection);
  }

  /** Moves what is new, and keeps how far it came. */
  async move(direction: Direction, onStart?: MoveOptions['onStart']): Promise<Moved> {
    const destination = this.destination(direction);
    return this.#move(direction, {destination, states: () => this.#statesOf(direction), onStart});
  }

  /** Lets the destination say what it would do with what is new; nothing is written or kept. */
  async rehearse(direction: Direction, onStart?: MoveOptions['onStart']): Promise<Moved> {
    const rejects_dir = this.temporary('rejects');
    const destination = this.destination(direction, {dry_run: true, rejects_dir});
    const states = async () => {
      const copy = await StateFile.open(this.temporary(`${direction.name}.state.json`));
      const {kept, isChanged} = await this.#position(direction);
      if (!isChanged && !kept.isEmpty) await copy.save(kept.messages());
      return copy;
    };
    return this.#move(direction, {destination, states, onStart});
  }

  /**
   * Reads what was rejected anew and sends it again: the record as it is now, for an older one
   * would undo what was written since. What is rejected again replaces what was kept.
   */
  async retryRejects(
    direction: Direction,
    onStart?: MoveOptions['onStart'],
  ): Promise<Moved | undefined> {
    const files = await listRejects(this.rejectsFolder);
    const file = files.find(({stream}) => stream === direction.selection.stream);
    if (!file) return undefined;
    const rejects_dir = this.temporary('rejects');
    const destination = this.destination(direction, {rejects_dir});
    const states = () => StateFile.open(this.temporary(`${direction.name}.state.json`));
    const only = (catalog: ConfiguredAirbyteCatalog) => chooseRejected(file.path, catalog);
    const moved = await this.#move(direction, {destination, states, only, onStart});
    if (moved.isComplete)
      this.#tellDamaged(await replaceRejects(file.path, rejects_dir), file.path);
    return moved;
  }

  #tellDamaged(count: number, path: string): void {
    if (count === 0) return;
    const message = `${count} damaged lines of ${path} cannot be read. They are kept in ${damagedPath(path)}.`;
    this.#options.workplace.warn(message);
  }

  async #move(
    direction: Direction,
    {
      destination,
      states,
      only,
      onStart,
    }: {
      destination: Party;
      states: () => Promise<StateFile>;
      only?: (catalog: ConfiguredAirbyteCatalog) => Promise<MoveOptions['only']>;
      onStart?: MoveOptions['onStart'] | undefined;
    },
  ): Promise<Moved> {
    const catalog = await this.catalogFor(direction);
    const catalogFile = this.temporary(`${direction.name}.catalog.json`);
    await writeFileAtomically(catalogFile, JSON.stringify(catalog));
    return move(this.#options.workplace, {
      source: this.source(direction),
      destination,
      catalog,
      catalogFile,
      states: await states(),
      only: await only?.(catalog),
      ...(onStart && {onStart}),
    });
  }

  async #statesOf(direction: Direction): Promise<StateFile> {
    const {kept, choice, choicePath, isChanged} = await this.#position(direction);
    if (isChanged && !kept.isEmpty) await kept.clear();
    await writeFileAtomically(choicePath, `${JSON.stringify(choice)}\n`);
    return kept;
  }

  /**
   * How far a direction has come. States say so for what was chosen then; when the choice has
   * changed, records that were passed over may be wanted now, and it must start again.
   */
  async #position({name, source, destination, selection, between}: Direction) {
    const choicePath = join(this.folder, `${name}.selection.json`);
    const {fields: _fields, ...target} = selection;
    const settings = [source.settings, destination.settings];
    const now = {...target, settings, between};
    const choice: unknown = JSON.parse(JSON.stringify(now));
    // What a state without a readable choice was for is not known: it counts as changed.
    const isChanged = !isDeepStrictEqual(await readJson(choicePath), choice);
    const kept = await StateFile.open(join(this.folder, `${name}.state.json`));
    return {kept, choice, choicePath, isChanged};
  }

  #party({connector, system}: Endpoint, settings: Readonly<Record<string, unknown>>): Party {
    const {programs, loaded} = this.#options;
    const {logins} = loaded;
    const saveConfig = (told: Record<string, unknown>) => {
      const login = Object.entries(told).filter(([key]) => !Object.hasOwn(settings, key));
      return logins.rotate(system, Object.fromEntries(login));
    };
    return {
      program: programs.get(connector) ?? packagedProgram(connector),
      system,
      folders: [this.folder],
      configFile: async () => {
        const path = join(this.#filesFolder, `${connector}.json`);
        await writeFileAtomically(path, JSON.stringify({...logins.of(system), ...settings}));
        return path;
      },
      saveConfig,
      takeTurn: wait => logins.takeTurn(system, {...wait, save: saveConfig}),
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
