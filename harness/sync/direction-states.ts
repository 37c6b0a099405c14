import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {StateFile} from '../store/state-file.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {Direction} from '../systems/index.js';

const PEOPLE: readonly Direction['key'][] = ['import', 'export'];

/**
 * How far each direction has come. States say so for what was chosen then; when the choice has
 * changed, records that were passed over may be wanted now, and it must start again.
 */
export class DirectionStates {
  readonly #folder: string;

  readonly #warn: (message: string) => void;

  constructor(folder: string, warn: (message: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
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

  async exist(direction: Direction['key']): Promise<boolean> {
    return !(await StateFile.open(this.#pathOf(direction))).isEmpty;
  }

  /** Of both directions that move people. */
  async clear(): Promise<void> {
    for (const direction of PEOPLE) {
      const path = this.#pathOf(direction);
      if (existsSync(path)) await (await StateFile.open(path)).clear();
    }
  }

  async #position({key, source, destination, selection, between}: Direction) {
    const choicePath = join(this.#folder, `${key}.selection.json`);
    const {fields: _fields, linkFields: _linkFields, ...target} = selection;
    const {rereadSettings = {}} = destination;
    const reread = Object.keys(rereadSettings).length > 0 ? [rereadSettings] : [];
    const settings = [source.settings, destination.settings, ...reread];
    const now = {...target, settings, between};
    const choice: unknown = JSON.parse(JSON.stringify(now));
    // What a state without a readable choice was for is not known: it counts as changed.
    const before = await readJson(choicePath);
    if (before === DAMAGED) this.#warn(describeDamage(choicePath, key));
    const isChanged = !isDeepStrictEqual(before, choice);
    const kept = await StateFile.open(this.#pathOf(key));
    return {kept, choice, choicePath, isChanged};
  }

  #pathOf(direction: Direction['key']): string {
    return join(this.#folder, `${direction}.state.json`);
  }
}

const DAMAGED = Symbol('damaged');

function describeDamage(path: string, direction: string): string {
  return `${path} is damaged: what the states were for is not known, so the ${direction} starts again from the beginning. What is already so is not written again.`;
}

async function readJson(path: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : DAMAGED;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : DAMAGED;
  }
}
