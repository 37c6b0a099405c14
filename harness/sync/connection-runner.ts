import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {type ConfiguredAirbyteCatalog, toConnectorError} from '@cohort-salesforce/spec';
import {pruneChanges} from '../store/changes-file.js';
import {StateFile} from '../store/state-file.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {type Direction, linksRecords} from '../systems/index.js';
import {addTallies} from './add-tallies.js';
import type {ConnectionWorkOptions} from './connection-options.js';
import type {ConnectorSpec} from './connector-spec.js';
import {ConnectorSpecs} from './connector-specs.js';
import {DirectionCatalogs} from './direction-catalogs.js';
import {DirectionStates} from './direction-states.js';
import {DryRuns} from './dry-runs.js';
import {DueRetry, hasWritten} from './due-retry.js';
import {hasOpenJobs} from './has-open-jobs.js';
import {linkSettingsFor, sourceSettingsFor} from './link-settings.js';
import {type LinkPosition, Links} from './links.js';
import {type Moved, type MoveOptions, move} from './move.js';
import type {ListedRequest, MoveLabel, MoveRequest, Settings} from './move-request.js';
import {OfferedCatalogs} from './offered-catalogs.js';
import {retryRejects} from './retry-rejects.js';
import {RunLimits} from './run-limits.js';

/** Does a connection's work: asks its connectors and moves its directions. */
export class ConnectionRunner {
  readonly folder: string;
  readonly rejectsFolder: string;
  readonly links: Links;
  readonly dryRuns: DryRuns;
  readonly limits: RunLimits;
  readonly states: DirectionStates;
  readonly dueRetry: DueRetry;
  /** What the user should know of this run besides its counts. */
  readonly notes: string[] = [];
  readonly #options: ConnectionWorkOptions;
  // Configs hold secrets: they stand in files only while connectors need them.
  readonly #filesFolder: string;
  readonly #jobsFolder: string;
  readonly #catalogs: DirectionCatalogs;
  readonly #offered: OfferedCatalogs;
  readonly #connectors: ConnectorSpecs;
  #isImported = false;

  private constructor(options: ConnectionWorkOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.rejectsFolder = join(options.folder, 'rejects');
    this.dueRetry = new DueRetry(options.folder, {
      rejectsFolder: this.rejectsFolder,
      makeDurable: () => options.runContext.makeDurable(),
    });
    this.links = new Links(options.folder, linksRecords(options.loaded.connection));
    this.limits = new RunLimits(options, this.links);
    this.states = new DirectionStates(options.folder, message => options.runContext.warn(message));
    this.#filesFolder = join(options.folder, 'run');
    this.#jobsFolder = join(options.folder, 'jobs');
    this.#offered = new OfferedCatalogs(options.folder);
    const {links, limits} = this;
    const surroundings = {options, links, limits, filesFolder: this.#filesFolder};
    this.#connectors = new ConnectorSpecs(surroundings);
    this.#catalogs = new DirectionCatalogs(options.runContext, this.#connectors);
    this.dryRuns = new DryRuns({
      links,
      states: this.states,
      canKeepWrites: links.isUsed,
      temporary: name => this.temporary(name),
      move: (direction, request) => this.#move(direction, request),
      moveListed: (direction, ids, request) => this.#moveListed(direction, ids, request),
    });
  }

  /** To be closed in any case. A killed run may have left its files; they go now. */
  static async open(options: ConnectionWorkOptions): Promise<ConnectionRunner> {
    const work = new ConnectionRunner(options);
    await work.close();
    const {keep_changes} = options.loaded.connection;
    await pruneChanges(options.folder, keep_changes).catch(error => {
      options.runContext.warn(`Old changes are not removed: ${toConnectorError(error).message}`);
    });
    await mkdir(work.#filesFolder, {recursive: true, mode: 0o700});
    return work;
  }

  async close(): Promise<void> {
    await rm(this.#filesFolder, {recursive: true, force: true});
  }

  source(direction: Pick<Direction, 'source'>, more: Settings = {}): ConnectorSpec {
    return this.#connectors.source(direction, more);
  }

  destination(direction: Direction, more: Settings = {}): ConnectorSpec {
    return this.#connectors.destination(direction, more);
  }

  /** A private file or folder that is gone when the work is closed. */
  temporary(name: string): string {
    return join(this.#filesFolder, name);
  }

  /** The catalog for a direction, from what its source offers now. */
  catalogFor(direction: Direction, more: Settings = {}): Promise<ConfiguredAirbyteCatalog> {
    return this.#catalogs.find(direction, more);
  }

  /** The same, or what the source offered within the last hour for `known`, if this has all fields. */
  async recentCatalogFor(direction: Direction, known: Direction) {
    const {fields} = direction.selection;
    return (await this.#offered.findWith(fields, known)) ?? this.catalogFor(direction);
  }

  /** Moves what is new, and keeps how far it came. */
  async move(direction: Direction, {label = direction.name, onStart}: MoveLabel): Promise<Moved> {
    const listPath = this.temporary(`${direction.key}.also-read.jsonl`);
    const position = await this.links.position(direction.name, {listPath});
    const states = async () => {
      const kept = await this.states.take(direction, position.distrust);
      if (kept.distrust !== undefined) this.notes.push(`${direction.name}: ${kept.distrust}`);
      // Also when this run is killed: its states belong to this store.
      await this.links.keepPosition(direction.name);
      return kept.states;
    };
    const settings = label === 'settle' ? {listed_dir: join(this.folder, 'listed', 'settle')} : {};
    const moved = await this.#move(direction, {settings, position, states, onStart});
    await this.links.keepPosition(direction.name);
    if (!moved.isComplete) return moved;
    this.#isImported ||= direction.name === 'import';
    if (position.alsoRead) await this.links.forgetWanted(direction.name, position.alsoRead);
    return this.#fillReplaced(direction, {label, onStart}, {moved, position});
  }

  /** Moves some objects of the source, whether they have changed or not. How far the direction has come stays as it is. */
  async moveOnly(direction: Direction, ids: readonly string[]): Promise<Moved> {
    const settings = {listed_dir: this.temporary('listed')};
    const {moved, position} = await this.#moveListed(direction, ids, {settings});
    this.#isImported ||= direction.name === 'import' && moved.isComplete;
    this.dryRuns.forgetCopy();
    // A property that was just created is empty for everybody else: the next run has to read everything.
    if (this.links.isUsed && (await this.#propertyGeneration()) !== position.propertyGeneration) {
      await this.states.clear();
    }
    return moved;
  }

  async #moveListed(
    direction: Direction,
    ids: readonly string[],
    {settings, sourceSettings = {}, isDryRun = false, folder}: ListedRequest,
  ): Promise<{moved: Moved; position: LinkPosition}> {
    const alsoRead = this.temporary(`${direction.key}.only.jsonl`);
    const listPath = this.temporary(`${direction.key}.also-read.jsonl`);
    const where = {listPath, ...(folder !== undefined && {folder})};
    const position = await this.links.position(direction.name, where);
    await writeFileAtomically(alsoRead, ids.map(id => `${JSON.stringify(id)}\n`).join(''));
    // One person costs fewer calls by REST, whatever everybody is written by.
    const byRest = direction.name === 'export' ? {write_api: 'auto'} : {};
    const moved = await this.#move(direction, {
      settings: {...settings, ...byRest},
      sourceSettings: {...sourceSettings, only_also_read: true},
      isDryRun,
      position: {...position, alsoRead},
      states: () => StateFile.open(this.temporary(`${direction.key}.only.state.json`)),
    });
    return {moved, position};
  }

  #propertyGeneration(): Promise<number> {
    return this.links.with(async ({propertyGeneration}) => propertyGeneration);
  }

  /**
   * Reads what was rejected anew and sends it again: the record as it is now, for an older one
   * would undo what was written since. What is rejected again replaces what was kept.
   */
  async retryRejects(
    direction: Direction,
    onStart?: MoveOptions['onStart'],
  ): Promise<Moved | undefined> {
    const moved = await retryRejects(direction, {
      folder: this.folder,
      rejectsFolder: this.rejectsFolder,
      links: this.links,
      temporary: name => this.temporary(name),
      move: request => this.#move(direction, {...request, onStart}),
      warn: message => this.#options.runContext.warn(message),
    });
    if (direction.name === 'also' && moved?.isComplete !== false) await this.dueRetry.clear();
    return moved;
  }

  // A property that was deleted in Cohort and made again is empty for all users, not only for those that changed.
  async #fillReplaced(
    direction: Direction,
    options: MoveLabel,
    {moved, position}: {moved: Moved; position: LinkPosition},
  ): Promise<Moved> {
    if (direction.name !== 'import' || !this.links.isUsed) return moved;
    if ((await this.#propertyGeneration()) === position.propertyGeneration) return moved;
    this.notes.push(
      'import: a mapped user property was missing or created again in Cohort, so everything was read to fill it.',
    );
    await this.states.clear();
    const again = await this.move(direction, options);
    return {isComplete: again.isComplete, tallies: addTallies(moved.tallies, again.tallies)};
  }

  async #move(
    direction: Direction,
    {settings, sourceSettings, isDryRun = false, position, states, only, onStart}: MoveRequest,
  ): Promise<Moved> {
    const options = this.#options;
    const more = sourceSettingsFor(direction, position, {
      isNewOrg: options.flags?.newOrg ?? false,
      isImported: this.#isImported,
    });
    const known = isDryRun ? undefined : await this.#offered.find(direction);
    const catalog = known?.catalog ?? (await this.catalogFor(direction, sourceSettings));
    const knownLogin = known?.login ?? {};
    const catalogFile = this.temporary(`${direction.key}.catalog.json`);
    await writeFileAtomically(catalogFile, JSON.stringify(catalog));
    const other = direction.name === 'import' ? 'export' : 'import';
    const hasOtherState = (await this.states.exist(other)) || (isDryRun && this.dryRuns.has(other));
    const links = linkSettingsFor(direction, catalog, {options, hasOtherState, knownLogin});
    const limits = isDryRun ? {} : await this.limits.changeSettings();
    const isExport = direction.name === 'export' && !isDryRun;
    const noted = isExport ? await this.dueRetry.note() : undefined;
    const moved = await move(options.runContext, {
      source: this.source(direction, {...more, ...sourceSettings}),
      destination: this.destination(direction, {...links, ...limits, ...settings}),
      catalog,
      catalogFile,
      isDestinationDeferred:
        !direction.destination.worksWithoutRecords && !(await hasOpenJobs(this.#jobsFolder)),
      states: await states(),
      only: await only?.(catalog),
      ...(onStart && {onStart}),
    });
    if (isDryRun) return moved;
    if (noted && moved.isComplete && !hasWritten(moved.tallies)) await noted.takeBack();
    this.limits.note(moved.tallies);
    const login = {...knownLogin, ...options.runContext.salesforceLogin};
    const isOther = known !== undefined && !isDeepStrictEqual(login, knownLogin);
    if (!moved.isComplete || isOther) await this.#offered.forget(direction);
    else if (!known) await this.#offered.keep(direction, {catalog, login});
    return moved;
  }
}
