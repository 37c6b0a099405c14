import {readFile} from 'node:fs/promises';
import {
  type AirbyteStateMessage,
  configError,
  describeErrors,
  parseJson,
  streamKey,
  stringifyJson,
  validateState,
} from '@cohort-salesforce/spec';
import {writeFileAtomically} from './write-file-atomically.js';

/**
 * The states a destination has acknowledged: a JSON array of state messages, as sources take it
 * with `--state`. Every save replaces the file; it never holds a state that is not acknowledged.
 */
export class StateFile {
  readonly path: string;
  readonly #states: Map<string, AirbyteStateMessage>;

  private constructor(path: string, states: Map<string, AirbyteStateMessage>) {
    this.path = path;
    this.#states = states;
  }

  /** A missing file, `{}` and `[]` mean a first run; anything damaged is a config error. */
  static async open(path: string): Promise<StateFile> {
    const states = parseStates(path, await readText(path));
    return new StateFile(path, new Map(states.map(state => [keyOf(state), state])));
  }

  get isEmpty(): boolean {
    return this.#states.size === 0;
  }

  messages(): AirbyteStateMessage[] {
    return [...this.#states.values()];
  }

  /** Keeps the last of each stream. Resolves when they are on the disk. */
  async save(states: readonly AirbyteStateMessage[]): Promise<void> {
    for (const state of states) this.#states.set(keyOf(state), state);
    await this.#write();
  }

  /** Forgets everything: the next run starts from the beginning. */
  async clear(): Promise<void> {
    this.#states.clear();
    await this.#write();
  }

  async #write(): Promise<void> {
    const lines = this.messages().map(state => stringifyJson(state));
    await writeFileAtomically(this.path, `[${lines.join(',\n')}]\n`);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '[]';
    throw configError(`Reading the state: ${path} cannot be read (${code}).`);
  }
}

function parseStates(path: string, text: string): AirbyteStateMessage[] {
  const value = text.trim() === '' ? [] : parseText(path, text);
  if (isEmptyObject(value)) return [];
  if (!Array.isArray(value)) throw damaged(path, 'found no array, expected an array of states');
  return value.map((item, index) => {
    if (validateState(item)) return item;
    throw damaged(path, `in state ${index + 1}, ${describeErrors(validateState, item)}`);
  });
}

function parseText(path: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw damaged(path, 'it is not JSON');
  }
}

function damaged(path: string, found: string) {
  return configError(
    `Reading the state: ${path} is damaged: ${found}. Restore it, or remove it to start from the beginning.`,
  );
}

// One entry for each stream, one for a global state, one for the old kind without a stream.
function keyOf({type, stream}: AirbyteStateMessage): string {
  return type === 'STREAM' && stream ? `STREAM ${streamKey(stream.stream_descriptor)}` : `${type}`;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
