import {cp, rm} from 'node:fs/promises';
import {StateFile} from '../store/state-file.js';
import type {Direction} from '../systems/index.js';
import {addTallies} from './add-tallies.js';
import type {DirectionStates} from './direction-states.js';
import {dryRunSettings} from './dry-run-settings.js';
import type {Links} from './links.js';
import type {Moved, MoveOptions} from './move.js';
import type {ListedRequest, MoveRequest} from './move-request.js';

interface Surroundings {
  links: Links;
  states: DirectionStates;
  /** Whether the Cohort client can keep its writes on disk. */
  canKeepWrites: boolean;
  /** A private file or folder that is gone after the run. */
  temporary(name: string): string;
  move(direction: Direction, request: MoveRequest): Promise<Moved>;
  moveListed(
    direction: Direction,
    ids: readonly string[],
    request: ListedRequest,
  ): Promise<{moved: Moved}>;
}

export interface DryRunOptions {
  /** The folder for `planned.jsonl`, with every change; undefined: only examples are wanted. */
  plannedFolder?: string | undefined;
  onStart?: MoveOptions['onStart'];
}

/** Runs everything except the writes, on copies of the connection's state and links. */
export class DryRuns {
  readonly #surroundings: Surroundings;
  readonly #done = new Set<string>();
  #copied: Promise<string> | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Whether the state of this direction would exist by now. */
  has(direction: Direction['name']): boolean {
    return this.#done.has(direction);
  }

  /** The export that follows reads what the import would have written. */
  async run(direction: Direction, {plannedFolder, onStart}: DryRunOptions): Promise<Moved> {
    const {links, states, temporary, move} = this.#surroundings;
    const folder = await this.copyLinks();
    const before = await this.#generationIn(folder);
    const listPath = temporary(`${direction.key}.also-read.jsonl`);
    const position = await links.position(direction.name, {listPath, folder});
    const copy = await StateFile.open(temporary(`${direction.key}.state.json`));
    const kept = await states.look(direction, position.distrust);
    if (kept) await copy.save(kept.messages());
    const request = {...this.#settings(direction, folder, plannedFolder), position, onStart};
    const moved = await move(direction, {...request, states: async () => copy});
    if (moved.isComplete) this.#done.add(direction.name);
    // As in a real run, a property that was made again is filled for everybody.
    const isFilled = direction.name !== 'import' || !links.isUsed;
    if (isFilled || !moved.isComplete || (await this.#generationIn(folder)) === before)
      return moved;
    const none = () => StateFile.open(temporary(`${direction.key}.again.state.json`));
    const again = await move(direction, {...request, states: none});
    return {isComplete: again.isComplete, tallies: addTallies(moved.tallies, again.tallies)};
  }

  /** The same for some objects of the source, whether they have changed or not. */
  async runOnly(direction: Direction, ids: readonly string[]): Promise<Moved> {
    const folder = await this.copyLinks();
    const request = {...this.#settings(direction, folder), folder};
    const {moved} = await this.#surroundings.moveListed(direction, ids, request);
    return moved;
  }

  /** The links as they are now, in a copy that is gone when the work is closed. */
  copyLinks(): Promise<string> {
    this.#copied ??= this.#copyLinks();
    return this.#copied;
  }

  /** The links have changed: the next dry run needs a new copy. */
  forgetCopy(): void {
    this.#copied = undefined;
  }

  async #copyLinks(): Promise<string> {
    const {links, temporary} = this.#surroundings;
    const folder = temporary('baseline');
    // A copy of before would mix with this one.
    await rm(folder, {recursive: true, force: true});
    if (links.exists) await cp(links.folder, folder, {recursive: true, force: true});
    return folder;
  }

  #settings(direction: Direction, baseline: string, plannedFolder?: string) {
    const {canKeepWrites, temporary} = this.#surroundings;
    return dryRunSettings(direction, {temporary, baseline, plannedFolder}, canKeepWrites);
  }

  async #generationIn(folder: string): Promise<number> {
    const {links} = this.#surroundings;
    return links.isUsed ? links.with(async found => found.propertyGeneration, folder) : 0;
  }
}
