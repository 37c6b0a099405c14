import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {configError} from '@cohort-salesforce/spec';
import {BaselineStore, type Side} from '@cohort-salesforce/spec/baseline';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {Direction} from '../systems/index.js';

/** Where the store was when a direction's state was last kept. */
interface Position {
  id: string;
  sequence: number;
}

/** What a run has to know of the links before it starts a direction. */
export interface LinkPosition {
  /** Why a state that is there must not be used; undefined: it may be. */
  distrust: string | undefined;
  /** The org that the links are of, if it is known. */
  org: string | undefined;
  /** The file with ids that the source also has to read; undefined: none. */
  alsoRead: string | undefined;
  /** As of the last run, as are the ids of the user properties. */
  propertyGeneration: number;
  propertyIds: Readonly<Record<string, string>>;
}

type PeopleDirection = Exclude<Direction['name'], 'also'>;

const NOTHING_LINKED: LinkPosition = {
  distrust: undefined,
  org: undefined,
  alsoRead: undefined,
  propertyGeneration: 0,
  propertyIds: {},
};

const SOURCE_SIDE: Readonly<Record<PeopleDirection, Side>> = {
  import: 'salesforce',
  export: 'cohort',
};

/**
 * The connection's baseline store as the harness sees it: between the connectors' runs, for a process has it alone.
 */
export class Links {
  readonly folder: string;
  /** Whether the connection links anything at all. */
  readonly isUsed: boolean;
  readonly #connectionFolder: string;

  constructor(connectionFolder: string, isUsed = true) {
    this.isUsed = isUsed;
    this.#connectionFolder = connectionFolder;
    this.folder = join(connectionFolder, 'baseline');
  }

  get exists(): boolean {
    return existsSync(this.folder);
  }

  /** Opens the store for what `use` does with it, in `folder` if it is not this connection's own. */
  async with<Result>(
    use: (store: BaselineStore) => Promise<Result>,
    folder = this.folder,
  ): Promise<Result> {
    const store = await BaselineStore.open(folder);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  /** Before a direction is moved; ids to read as well are written to `listPath`. */
  async position(
    direction: Direction['name'],
    {listPath, folder}: {listPath: string; folder?: string},
  ): Promise<LinkPosition> {
    if (!this.isUsed || direction === 'also') return NOTHING_LINKED;
    const kept = await this.#readPosition(direction);
    return this.with(async store => {
      const distrust = describeDistrust(kept, store);
      const ids = await collect(store.waiting.wanted(SOURCE_SIDE[direction]));
      if (ids.length > 0) {
        await writeFileAtomically(listPath, ids.map(id => `${JSON.stringify(id)}\n`).join(''));
      }
      const {owner, propertyGeneration, propertyIds} = store;
      return {
        distrust,
        org: owner.org,
        alsoRead: ids.length > 0 ? listPath : undefined,
        propertyGeneration,
        propertyIds,
      };
    }, folder);
  }

  /** The state that a direction keeps from now on belongs to the store as it is now. */
  async keepPosition(direction: Direction['name']): Promise<void> {
    if (!this.isUsed || direction === 'also') return;
    const position = await this.with(async ({id, sequence}) => ({id, sequence}));
    await writeFileAtomically(this.#pathOf(direction), `${JSON.stringify(position)}\n`);
  }

  /** A direction has read everything: what it was asked to read as well is done. */
  async forgetWanted(direction: Direction['name'], listPath: string): Promise<void> {
    if (direction === 'also') return;
    const side = SOURCE_SIDE[direction];
    const text = await readFile(listPath, 'utf8').catch(() => '');
    const ids = text.split('\n').filter(Boolean);
    const wanted = ids.map(line => ({side, id: JSON.parse(line) as string, isWanted: false}));
    await this.with(store => store.commit({wanted}));
  }

  async #readPosition(direction: Direction['name']): Promise<Position | undefined> {
    try {
      const text = await readFile(this.#pathOf(direction), 'utf8');
      const {id, sequence} = JSON.parse(text) as Partial<Position>;
      return typeof id === 'string' && typeof sequence === 'number' ? {id, sequence} : undefined;
    } catch {
      return undefined;
    }
  }

  #pathOf(direction: Direction['name']): string {
    return join(this.#connectionFolder, `${direction}.baseline.json`);
  }
}

function describeDistrust(kept: Position | undefined, store: BaselineStore): string | undefined {
  if (kept === undefined) {
    return 'This is the first run that links records and users, so it reads everything once. It links matching records and users and stores their current values as the baseline. Two-way values that differ are not written until one changes.';
  }
  if (kept.id !== store.id) {
    return 'The baseline store is not the one of the last run, so this run reads everything to restore the links. Two-way values that differ are not written until one changes.';
  }
  if (store.sequence < kept.sequence) {
    return 'The baseline store is older than the last run, as after a restored backup, so this run reads everything again.';
  }
  return undefined;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A folder beside it whose connection file is gone: the connection was probably renamed. */
export async function refuseRenamed(connectionPath: string, folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const parent = dirname(connectionPath);
  const names = await readdir(parent).catch(() => []);
  const orphan = names.find(
    name =>
      name.endsWith('.sync') &&
      existsSync(join(parent, name, 'baseline')) &&
      !['.yaml', '.yml'].some(suffix => existsSync(join(parent, name.replace(/\.sync$/, suffix)))),
  );
  if (orphan === undefined) return;
  throw configError(
    `The connection ${basename(connectionPath)} has no folder ${basename(folder)} yet, but ${orphan} beside it belongs to a connection file that is gone. If the connection was renamed, rename the folder too (mv ${orphan} ${basename(folder)}): it holds the links between records and users, and how far the sync has come. If this is another connection, move ${orphan} elsewhere.`,
  );
}
