import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {StateFile} from '../store/state-file.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {Direction} from './direction.js';

const DIRECTIONS: readonly Direction['name'][] = ['import', 'export'];

/**
 * How far each direction has come. States say so for what was chosen then; when the choice has
 * changed, records that were passed over may be wanted now, and it must start again.
 */
export class DirectionStates {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The state to go on from, emptied where it is of no use; then with the reason if it is not the choice. */
  async take(
    direction: Direction,
    distrust: string | undefined,
  ): Promise<{states: StateFile; distrust: string | undefined}> {
    const {kept, choice, choicePath, isChanged} = await this.#position(direction);
    const isUseless = isChanged || distrust !== undefined;
    const hadState = !kept.isEmpty;
    if (isUseless && hadState) await kept.clear();
    await writeFileAtomically(choicePath, `${JSON.stringify(choice)}\n`);
    return {states: kept, distrust: hadState ? distrust : undefined};
  }

  /** The same without a change to anything; undefined: there is no state to go on from. */
  async look(direction: Direction, distrust: string | undefined): Promise<StateFile | undefined> {
    const {kept, isChanged} = await this.#position(direction);
    return isChanged || distrust !== undefined || kept.isEmpty ? undefined : kept;
  }

  async exist(direction: Direction['name']): Promise<boolean> {
    return !(await StateFile.open(this.#pathOf(direction))).isEmpty;
  }

  async clear(): Promise<void> {
    for (const direction of DIRECTIONS) {
      const path = this.#pathOf(direction);
      if (existsSync(path)) await (await StateFile.open(path)).clear();
    }
  }

  async #position({name, source, destination, selection, between}: Direction) {
    const choicePath = join(this.#folder, `${name}.selection.json`);
    const {fields: _fields, linkFields: _linkFields, ...target} = selection;
    const settings = [source.settings, destination.settings];
    const now = {...target, settings, between};
    const choice: unknown = JSON.parse(JSON.stringify(now));
    // What a state without a readable choice was for is not known: it counts as changed.
    const isChanged = !isDeepStrictEqual(await readJson(choicePath), choice);
    const kept = await StateFile.open(this.#pathOf(name));
    return {kept, choice, choicePath, isChanged};
  }

  #pathOf(direction: Direction['name']): string {
    return join(this.#folder, `${direction}.state.json`);
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
