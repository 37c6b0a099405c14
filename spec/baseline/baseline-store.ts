import {randomBytes} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import type {ClassicLevel} from 'classic-level';
import {ConnectorError, configError} from '../connector-error.js';
import {Digester} from './digester.js';
import type {Digest, Pair, Side} from './pair.js';
import {decodePair, encodePair} from './pair-codec.js';
import {StoredPair} from './stored-pair.js';

type Bytes = Buffer<ArrayBufferLike>;
type Database = ClassicLevel<Bytes, Bytes>;
type Batch = ReturnType<Database['batch']>;

/** The org and the merchant that the links connect, as far as known. */
export interface Owner {
  /** Organization id, 18 characters. */
  org?: string;
  /** Fingerprint of the API key, and its mode. */
  merchant?: string;
}

interface Meta {
  version: 1;
  id: string;
  /** Grows with every state that is acknowledged. */
  sequence: number;
  epoch: number;
  /** Of the digests; hexadecimal. */
  key: string;
  owner: Owner;
  properties: string[];
  /** Ids of user properties, by reference id. */
  propertyIds?: Record<string, string>;
  propertyGeneration?: number;
  /** The user properties from which links were restored, with the object's stream. */
  restored?: string[];
}

/** A person who is missing on one side. */
export interface Pending {
  /** Where the person is missing. */
  side: Side;
  /** Digest of the matching key. */
  key: Digest;
  /** The record or user that waits on the other side. */
  id: string;
}

export interface Creating {
  recordIds: readonly string[];
  at: number | undefined;
}

/** Changes that take effect together. */
export interface Changes {
  pairs?: readonly Pair[];
  /** Links that are taken apart. */
  unlinked?: readonly Pick<Pair, 'recordId' | 'userId'>[];
  pending?: readonly Pending[];
  resolved?: readonly Pending[];
  /** Digests of the matching keys of users that were deleted in Cohort. */
  erased?: readonly Digest[];
  /** Keys under which no link is to be found any more. */
  unkeyed?: readonly Digest[];
  /** Records whose user is about to be created, with Cohort's time; or was, when `undefined`, for the same records. */
  creating?: Creating;
  /** Objects the other direction has to read although they have not changed; `false` once it did. */
  wanted?: readonly {side: Side; id: string; isWanted: boolean}[];
}

// One byte each, so that each kind of entry is a range of its own.
const META = Buffer.from('m');
const KINDS = {
  pair: 'p',
  user: 'u',
  key: 'k',
  pending: 'w',
  erased: 'e',
  creating: 'c',
  wanted: 'x',
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];
// Stands where a property's number must not be used again.
const RETIRED = '';
const NOTHING = Buffer.alloc(0);

/**
 * The links between records and users, and the values on which both sides last agreed; on disk, as
 * keyed digests. One process at a time has it open.
 */
export class BaselineStore {
  readonly #database: Database;
  readonly #digester: Digester;
  readonly #numbers: Map<string, number>;
  #meta: Meta;
  #queue: Promise<void> = Promise.resolve();
  #hasPending = false;

  private constructor(database: Database, meta: Meta) {
    this.#database = database;
    this.#meta = meta;
    this.#digester = new Digester(Buffer.from(meta.key, 'hex').toString('latin1'));
    this.#numbers = new Map(meta.properties.map((name, number) => [name, number]));
    this.#numbers.delete(RETIRED);
  }

  /** Opens the store in `folder`, or creates it. Throws a transient error while another run has it. */
  static async open(folder: string): Promise<BaselineStore> {
    const database = await openDatabase(folder);
    try {
      const found = await database.get(META);
      const meta = found ? parseMeta(found, folder) : newMeta();
      const store = new BaselineStore(database, meta);
      if (!found) await store.#saveMeta();
      store.#hasPending = !(await store.#isEmpty(KINDS.pending));
      return store;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** Identifies this store; a new one has another. */
  get id(): string {
    return this.#meta.id;
  }

  get sequence(): number {
    return this.#meta.sequence;
  }

  get epoch(): number {
    return this.#meta.epoch;
  }

  get owner(): Readonly<Owner> {
    return this.#meta.owner;
  }

  /** Grows when a user property turns out to be another one than before, and so to be empty. */
  get propertyGeneration(): number {
    return this.#meta.propertyGeneration ?? 0;
  }

  async setOwner(owner: Owner): Promise<void> {
    await this.#changeMeta({owner: {...this.#meta.owner, ...owner}});
  }

  /** From now on the pairs there are count as hints only. */
  async beginEpoch(owner: Owner): Promise<void> {
    await this.#changeMeta({owner, epoch: this.#meta.epoch + 1});
  }

  digest(value: string | null): Digest {
    return this.#digester.digest(value);
  }

  /** The number under which pairs keep a property: the same field and property have the same. */
  async propertyNumber(field: string, property: string): Promise<number> {
    const name = JSON.stringify([field, property]);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#meta.properties.length;
    this.#numbers.set(name, number);
    await this.#changeMeta({properties: [...this.#meta.properties, name]});
    return number;
  }

  /**
   * Says which property has a reference id now, and which of them were missing and are `created`. If
   * it is another than before, what is known of the old one's values is forgotten: it is empty.
   */
  async noteProperties(
    ids: ReadonlyMap<string, string>,
    created: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const known = new Map(Object.entries(this.#meta.propertyIds ?? {}));
    const changed = [...ids].filter(
      ([reference, id]) => known.get(reference) !== id || created.has(reference),
    );
    if (changed.length === 0) return;
    const replaced = changed.filter(([reference]) => known.has(reference)).map(([name]) => name);
    const properties = this.#meta.properties.map(name => {
      const isRetired = name !== RETIRED && replaced.includes(JSON.parse(name)[1]);
      if (isRetired) this.#numbers.delete(name);
      return isRetired ? RETIRED : name;
    });
    const propertyIds = Object.fromEntries([...known, ...changed]);
    const propertyGeneration = this.propertyGeneration + (replaced.length > 0 ? 1 : 0);
    await this.#changeMeta({properties, propertyIds, propertyGeneration});
  }

  /** Whether the links of users that hold record ids in this property were restored before. */
  isRestored(property: string): boolean {
    return this.#meta.restored?.includes(property) ?? false;
  }

  async noteRestored(property: string): Promise<void> {
    if (this.isRestored(property)) return;
    await this.#changeMeta({restored: [...(this.#meta.restored ?? []), property]});
  }

  /** In the order of the ids. */
  async pairsOfRecords(recordIds: readonly string[]): Promise<(Pair | undefined)[]> {
    const entries = await this.#database.getMany(recordIds.map(id => keyOf(KINDS.pair, id)));
    return entries.map((entry, index) => entry && decodePair(recordIds[index] ?? '', entry));
  }

  /** The same without decoding them: for objects of which most have not changed. */
  async storedPairsOfRecords(recordIds: readonly string[]): Promise<(StoredPair | undefined)[]> {
    const entries = await this.#database.getMany(recordIds.map(id => keyOf(KINDS.pair, id)));
    return entries.map((entry, index) => entry && new StoredPair(recordIds[index] ?? '', entry));
  }

  /** In the order of the ids. */
  async pairsOfUsers(userIds: readonly string[]): Promise<(Pair | undefined)[]> {
    if (userIds.every(id => id === '')) return userIds.map(() => undefined);
    const entries = await this.#database.getMany(userIds.map(id => this.#userKey(id)));
    const recordIds = entries.map(entry => entry?.toString('latin1'));
    const pairs = await this.pairsOfRecords(recordIds.filter(id => id !== undefined));
    const byRecord = new Map(pairs.map(pair => [pair?.recordId, pair]));
    return userIds.map((userId, index) => {
      const recordId = recordIds[index];
      const pair = recordId === undefined ? undefined : byRecord.get(recordId);
      return pair?.userId === userId ? pair : undefined;
    });
  }

  /** In the order of the keys: a pair that was linked under it, the last to be. */
  async pairsOfKeys(keys: readonly Digest[]): Promise<(Pair | undefined)[]> {
    const entries = await this.#database.getMany(keys.map(key => keyOf(KINDS.key, key)));
    const recordIds = entries.map(entry => entry?.toString('latin1'));
    const pairs = await this.pairsOfRecords(recordIds.filter(id => id !== undefined));
    const byRecord = new Map(pairs.map(pair => [pair?.recordId, pair]));
    return keys.map((key, index) => {
      const pair = recordIds[index] === undefined ? undefined : byRecord.get(recordIds[index]);
      return pair?.key === key ? pair : undefined;
    });
  }

  /** Every pair, in the order of the record ids. */
  async *pairs(): AsyncGenerator<Pair> {
    for await (const [key, value] of this.#range(KINDS.pair)) {
      yield decodePair(key.toString('latin1', 1), value);
    }
  }

  /** The ids that wait under each of these keys because the person is missing on `side`. */
  async pendingOf(side: Side, keys: readonly Digest[]): Promise<string[][]> {
    return Promise.all(keys.map(key => this.#pendingUnder(side, key)));
  }

  async *pending(side: Side): AsyncGenerator<Pending> {
    for await (const [key] of this.#range(KINDS.pending, side[0])) {
      yield {side, key: key.toString('latin1', 2, 8), id: key.toString('latin1', 8)};
    }
  }

  /** In the order of the keys. */
  async areErased(keys: readonly Digest[]): Promise<boolean[]> {
    const entries = await this.#database.getMany(keys.map(key => keyOf(KINDS.erased, key)));
    return entries.map(entry => entry !== undefined);
  }

  /** Records whose user was being created when a run ended, with the time it began. */
  async creating(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for await (const [key, value] of this.#range(KINDS.creating)) {
      const [at, ...recordIds] = value.toString('latin1').split(' ');
      // One entry for all that are created together.
      const ids = recordIds.length > 0 ? recordIds : [key.toString('latin1', 1)];
      for (const id of ids) found.set(id, Number(at));
    }
    return found;
  }

  /** All of them were dealt with. Durable. */
  async forgetCreating(): Promise<void> {
    const batch = this.#database.batch();
    for await (const [key] of this.#range(KINDS.creating)) batch.del(key);
    await batch.write({sync: true});
  }

  async hasPairs(): Promise<boolean> {
    return !(await this.#isEmpty(KINDS.pair));
  }

  /** Ids on `side` that have to be read although they have not changed. */
  async *wanted(side: Side): AsyncGenerator<string> {
    for await (const [key] of this.#range(KINDS.wanted, side[0])) yield key.toString('latin1', 2);
  }

  /** Durable: also after the machine has lost power. Costs one flush to disk. */
  commit(changes: Changes): Promise<void> {
    return this.#write(changes, true);
  }

  /** Survives the death of the process, and a power failure after the next `commit`. */
  save(changes: Changes): Promise<void> {
    return this.#write(changes, false);
  }

  /** Everything saved so far becomes durable and the sequence grows: call it before a STATE goes back. */
  async checkpoint(): Promise<void> {
    await this.#changeMeta({sequence: this.#meta.sequence + 1});
  }

  /** What was deleted leaves the disk too, and not only when LevelDB next tidies up. */
  async purge(): Promise<void> {
    await this.#queue;
    await this.#database.compactRange(NOTHING, Buffer.from([255]));
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => {});
    await this.#database.close();
  }

  // One after the other: the last of two changes to one pair stands.
  #write(changes: Changes, sync: boolean): Promise<void> {
    // Encoded at once, and kept outside of the heap: a pair may change before it is written.
    const batch = this.#database.batch();
    this.#addTo(batch, changes);
    if (batch.length === 0) return this.#queue.then(() => batch.close());
    const written = this.#queue.then(() => batch.write({sync}));
    this.#queue = written.catch(() => {});
    return written;
  }

  #addTo(batch: Batch, changes: Changes): void {
    const put = (key: Bytes, value: Bytes = NOTHING) => batch.put(key, value);
    const del = (key: Bytes) => batch.del(key);
    for (const {recordId, userId} of changes.unlinked ?? []) {
      del(keyOf(KINDS.pair, recordId));
      del(this.#userKey(userId));
    }
    for (const pair of changes.pairs ?? []) {
      put(keyOf(KINDS.pair, pair.recordId), encodePair(pair));
      const recordId = Buffer.from(pair.recordId, 'latin1');
      put(this.#userKey(pair.userId), recordId);
      put(keyOf(KINDS.key, pair.key), recordId);
    }
    for (const key of changes.unkeyed ?? []) del(keyOf(KINDS.key, key));
    for (const pending of changes.pending ?? []) {
      this.#hasPending = true;
      put(pendingKey(pending));
    }
    if (this.#hasPending) for (const pending of changes.resolved ?? []) del(pendingKey(pending));
    for (const key of changes.erased ?? []) put(keyOf(KINDS.erased, key));
    if (changes.creating) addCreating(batch, changes.creating);
    for (const {side, id, isWanted} of changes.wanted ?? []) {
      const key = keyOf(KINDS.wanted, `${side[0]}${id}`);
      if (isWanted) put(key);
      else del(key);
    }
  }

  // Hashed: half the size of a UUID. A hit is compared with the pair.
  #userKey(userId: string): Buffer {
    return keyOf(KINDS.user, this.#digester.digest(userId));
  }

  async #pendingUnder(side: Side, key: Digest): Promise<string[]> {
    const ids: string[] = [];
    for await (const [entry] of this.#range(KINDS.pending, `${side[0]}${key}`)) {
      ids.push(entry.toString('latin1', 8));
    }
    return ids;
  }

  async #isEmpty(kind: Kind): Promise<boolean> {
    for await (const _ of this.#range(kind)) return false;
    return true;
  }

  #range(kind: Kind, prefix = '') {
    const start = keyOf(kind, prefix);
    return this.#database.iterator({gte: start, lt: Buffer.concat([start, Buffer.alloc(64, 255)])});
  }

  async #changeMeta(change: Partial<Meta>): Promise<void> {
    this.#meta = {...this.#meta, ...change};
    await this.#saveMeta();
  }

  #saveMeta(): Promise<void> {
    const value = Buffer.from(JSON.stringify(this.#meta));
    const written = this.#queue.then(() => this.#database.put(META, value, {sync: true}));
    this.#queue = written.catch(() => {});
    return written;
  }
}

async function openDatabase(folder: string): Promise<Database> {
  const {ClassicLevel} = await import('classic-level');
  await mkdir(folder, {recursive: true, mode: 0o700});
  // LevelDB creates files at any time, also in the background, and takes no mode for them.
  process.umask(0o077);
  const database: Database = new ClassicLevel(folder, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
  });
  try {
    await database.open();
    return database;
  } catch (error) {
    throw explainOpening(error, folder);
  }
}

function explainOpening(error: unknown, folder: string): ConnectorError {
  const {code, message} = ((error as Error).cause ?? error) as Error & {code?: string};
  if (code === 'LEVEL_LOCKED') {
    return new ConnectorError({
      failure: 'transient_error',
      message: `Another run is using the baseline store in ${folder}. Wait until it has finished.`,
    });
  }
  return configError(
    `Opening the baseline store in ${folder}: ${message}. If it is damaged, remove the folder: the next sync reads everything, restores the links and changes nothing else.`,
  );
}

function newMeta(): Meta {
  const id = randomBytes(8).toString('hex');
  const key = randomBytes(16).toString('hex');
  return {version: 1, id, sequence: 0, epoch: 0, key, owner: {}, properties: []};
}

function parseMeta(entry: Buffer, folder: string): Meta {
  const meta = JSON.parse(entry.toString()) as Meta;
  if (meta.version === 1) return meta;
  throw configError(
    `The baseline store in ${folder} was written by another version of this program (format ${meta.version}, expected 1).`,
  );
}

function keyOf(kind: Kind, rest: string): Buffer {
  return Buffer.from(kind + rest, 'latin1');
}

function pendingKey({side, key, id}: Pending): Buffer {
  return keyOf(KINDS.pending, `${side[0]}${key}${id}`);
}

function addCreating(batch: Batch, {recordIds, at}: Creating): void {
  const key = keyOf(KINDS.creating, recordIds[0] ?? '');
  if (at === undefined) batch.del(key);
  else batch.put(key, Buffer.from([at, ...recordIds].join(' '), 'latin1'));
}
