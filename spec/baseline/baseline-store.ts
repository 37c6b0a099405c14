import {makeDurable} from '../make-durable.js';
import {addChanges, type Changes} from './changes.js';
import {type Database, openDatabase} from './database.js';
import {EverLinked} from './ever-linked.js';
import type {Pair} from './pair.js';
import {decodePair} from './pair-codec.js';
import type {Digest} from './pair-tables.js';
import {isEmpty, readEntries, readPairs, readPairsUnder} from './read-pairs.js';
import {KINDS, keyOf, META, NOTHING, rangeOf} from './store-keys.js';
import {
  digesterOf,
  type Meta,
  newMeta,
  numbersOf,
  type Owner,
  parseMeta,
  replaceProperties,
} from './store-meta.js';
import {StoredPair} from './stored-pair.js';
import {SystemClocks} from './system-clocks.js';
import {WaitingLists} from './waiting-lists.js';

/**
 * The links between records and users, and the values on which both sides last agreed; on disk, as
 * keyed digests. One process at a time has it open.
 */
export class BaselineStore {
  /** Who waits, whose user is being created, and who was erased. */
  readonly waiting: WaitingLists;
  /** Users that are linked, or were until their record got another link. */
  readonly everLinked: EverLinked;
  readonly clocks: SystemClocks;
  readonly #database: Database;
  readonly #digester: ReturnType<typeof digesterOf>;
  #numbers: Map<string, number>;
  #meta: Meta;
  #queue: Promise<void> = Promise.resolve();
  #hasPending = false;

  private constructor(database: Database, meta: Meta) {
    this.#database = database;
    this.waiting = new WaitingLists(database);
    this.#meta = meta;
    this.#digester = digesterOf(meta);
    this.#numbers = numbersOf(meta.properties);
    const change = (some: Partial<Meta>) => this.#changeMeta(some);
    this.clocks = new SystemClocks({read: () => this.#meta, change});
    this.everLinked = new EverLinked(database, id => this.#userKey(id));
  }

  /** Opens the store in `folder`, or creates it. Throws a transient error while another run has it. */
  static async open(folder: string): Promise<BaselineStore> {
    const database = await openDatabase(folder);
    try {
      const found = await database.get(META);
      const meta = found ? parseMeta(found, folder) : newMeta();
      const store = new BaselineStore(database, meta);
      if (!found) await store.#saveMeta();
      store.#hasPending = !(await isEmpty(database, KINDS.pending));
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

  /** Pairs of an earlier epoch are hints only: see {@link Pair.epoch}. */
  get epoch(): number {
    return this.#meta.epoch;
  }

  /** The org and the merchant that the pairs belong to. */
  get owner(): Readonly<Owner> {
    return this.#meta.owner;
  }

  /** Grows when a user property turns out to be another one than before, and so to be empty. */
  get propertyGeneration(): number {
    return this.#meta.propertyGeneration ?? 0;
  }

  /** Reference id -> id of the user properties that were written, as of the last run. */
  get propertyIds(): Readonly<Record<string, string>> {
    return this.#meta.propertyIds ?? {};
  }

  /** Adds to what is known of the owner. */
  async setOwner(owner: Owner): Promise<void> {
    await this.#changeMeta({owner: {...this.#meta.owner, ...owner}});
  }

  /** Begins an epoch for another owner: existing pairs become hints. */
  async beginEpoch(owner: Owner): Promise<void> {
    await this.#changeMeta({owner, epoch: this.#meta.epoch + 1});
  }

  /** A keyed digest of a value, comparable within this store only. */
  digest(value: string | null): Digest {
    return this.#digester.digest(value);
  }

  /** The number under which pairs keep a property; another one once its `values` are others. */
  async propertyNumber(field: string, property: string, values?: string): Promise<number> {
    const name = JSON.stringify([field, property, ...(values === undefined ? [] : [values])]);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#meta.properties.length;
    this.#numbers.set(name, number);
    await this.#changeMeta({properties: [...this.#meta.properties, name]});
    return number;
  }

  /** The numbers under which pairs keep this field, whatever its property. */
  numbersOfField(field: string): number[] {
    return [...this.#numbers].flatMap(([key, at]) => (JSON.parse(key)[0] === field ? at : []));
  }

  /** Notes which property has a reference id now: a replaced or `created` one is empty for all. */
  async noteProperties(
    ids: ReadonlyMap<string, string>,
    created: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const change = replaceProperties(this.#meta, ids, created);
    if (!change) return;
    this.#numbers = numbersOf(change.properties ?? []);
    await this.#changeMeta(change);
  }

  /** Whether the links of users that hold record ids in this property were restored before. */
  isRestored(property: string): boolean {
    return this.#meta.restored?.includes(property) ?? false;
  }

  /** Remembers that the links of this property were restored. */
  async noteRestored(property: string): Promise<void> {
    if (this.isRestored(property)) return;
    await this.#changeMeta({restored: [...(this.#meta.restored ?? []), property]});
  }

  /** In the order of the ids. */
  pairsOfRecords(recordIds: readonly string[]): Promise<(Pair | undefined)[]> {
    return readPairs(this.#database, recordIds);
  }

  /** The same without decoding them: for objects of which most have not changed. */
  async storedPairsOfRecords(recordIds: readonly string[]): Promise<(StoredPair | undefined)[]> {
    const entries = await readEntries(this.#database, recordIds);
    return entries.map((entry, index) => entry && new StoredPair(recordIds[index] ?? '', entry));
  }

  /** In the order of the ids, of which some may be unknown. */
  pairsOfUsers(userIds: readonly (string | undefined)[]): Promise<(Pair | undefined)[]> {
    const keys = userIds.map(id => (id === undefined ? undefined : this.#userKey(id)));
    return readPairsUnder(this.#database, keys, ({userId}, index) => userId === userIds[index]);
  }

  /** In the order of the keys: a pair that was linked under it, the last to be. */
  pairsOfKeys(keys: readonly Digest[]): Promise<(Pair | undefined)[]> {
    const stored = keys.map(key => keyOf(KINDS.key, key));
    return readPairsUnder(this.#database, stored, ({key}, index) => key === keys[index]);
  }

  /** Every pair, in the order of the record ids. */
  async *pairs(): AsyncGenerator<Pair> {
    for await (const [key, value] of rangeOf(this.#database, KINDS.pair)) {
      yield decodePair(key.toString('latin1', 1), value);
    }
  }

  /** How many people are linked. Reads all pairs. */
  async countPairs(): Promise<number> {
    let count = 0;
    for await (const _ of rangeOf(this.#database, KINDS.pair)) count += 1;
    return count;
  }

  /** Whether anybody is linked. */
  async hasPairs(): Promise<boolean> {
    return !(await isEmpty(this.#database, KINDS.pair));
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

  /** Waits for changes under way and closes the database. */
  async close(): Promise<void> {
    await this.#queue.catch(() => {});
    await this.#database.close();
  }

  // One after the other: the last of two changes to one pair stands.
  #write(changes: Changes, sync: boolean): Promise<void> {
    // Encoded at once, and kept outside of the heap: a pair may change before it is written.
    const batch = this.#database.batch();
    this.#hasPending ||= (changes.pending?.length ?? 0) > 0;
    const {resolved = []} = changes;
    addChanges(batch, {...changes, resolved: this.#hasPending ? resolved : []}, id =>
      this.#userKey(id),
    );
    if (batch.length === 0) return this.#queue.then(() => batch.close());
    const written = this.#queue.then(() => batch.write({sync}));
    this.#queue = written.catch(() => {});
    return sync ? written.then(() => makeDurable()) : written;
  }

  // Hashed: half the size of a UUID. A hit is compared with the pair.
  #userKey(userId: string): Buffer {
    return keyOf(KINDS.user, this.#digester.digest(userId));
  }

  async #changeMeta(change: Partial<Meta>): Promise<void> {
    this.#meta = {...this.#meta, ...change};
    await this.#saveMeta();
  }

  #saveMeta(): Promise<void> {
    const value = Buffer.from(JSON.stringify(this.#meta));
    const written = this.#queue.then(() => this.#database.put(META, value, {sync: true}));
    this.#queue = written.catch(() => {});
    return written.then(() => makeDurable());
  }
}
