import {
  ConnectorError,
  type FlushReason,
  type InputRecord,
  type Listing,
  type RecordResult,
  type RecordWriter,
} from '@cohort-salesforce/spec';
import type {Pair, StoredPair} from '@cohort-salesforce/spec/baseline';
import {AbsentUsers} from './absent-users.js';
import {BatchResults} from './batch-results.js';
import {ByKey} from './by-key.js';
import {ByUserId} from './by-user-id.js';
import {confirmRead} from './confirm-pair.js';
import {type DeletedItem, DeletedRecords} from './deleted-records.js';
import {DeletionMarker} from './deletion-marker.js';
import {type IncomingRecord, isStale} from './incoming-record.js';
import {isUnchanged} from './is-unchanged.js';
import type {LinkItem} from './link-item.js';
import type {LinkRun} from './link-run.js';
import {LinkedRecords, type PairedItem} from './linked-records.js';
import type {Origin} from './record-spool.js';
import {UserCreator} from './user-creator.js';
import {UserUpdater} from './user-updater.js';
import {WaitingRecords} from './waiting-records.js';

export interface LinkedUserWriterOptions {
  run: LinkRun;
  listing: Listing;
  emailField: string;
  /** The stream's name. */
  stream: string;
}

interface Arrived extends LinkItem {
  origin: Origin;
}

// One batch is looked up and written while the next one is parsed.
const MAX_QUEUED = 2;

/**
 * Imports records by the link between record and user. Linked records are written batch by batch; the others, and
 * deleted ones, wait on the disk until the input ends, and their batches with them: only then is it known who shares an
 * address.
 */
export class LinkedUserWriter implements RecordWriter {
  readonly batch = {records: 1000, bytes: 4_000_000};
  readonly inFlight = Number.POSITIVE_INFINITY;
  readonly #run: LinkRun;
  readonly #listing: Listing;
  readonly #stream: string;
  readonly #waiting: WaitingRecords;
  readonly #linked: LinkedRecords;
  readonly #deleted: DeletedRecords;
  readonly #byUserId: ByUserId;
  readonly #byKey: ByKey;
  readonly #batches = new Map<number, BatchResults>();
  readonly #wantedOf = new WeakMap<BatchResults, string[]>();
  #count = 0;
  #queued = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor({run, listing, emailField, stream}: LinkedUserWriterOptions) {
    this.#run = run;
    this.#stream = stream;
    this.#listing = listing;
    this.#waiting = new WaitingRecords(number => this.#batches.get(number));
    const updater = new UserUpdater(run);
    const creator = new UserCreator(run);
    const waiting = this.#waiting;
    const marker = run.mark && new DeletionMarker(run, run.mark);
    this.#deleted = new DeletedRecords(run, {waiting, marker});
    this.#linked = new LinkedRecords(run, {updater, waiting});
    this.#byUserId = new ByUserId(run, {updater, waiting});
    const absent = new AbsentUsers(run, {creator, emailField});
    this.#byKey = new ByKey(run, {waiting, linked: this.#linked, updater, absent});
  }

  write(records: InputRecord[]): Promise<readonly RecordResult[]> {
    const number = this.#count;
    const results = new BatchResults(records.length);
    this.#count += 1;
    this.#queued += 1;
    this.#batches.set(number, results);
    const processed = this.#queue.then(() => this.#settleBatch(records, number, results));
    this.#queue = processed.finally(() => {
      this.#queued -= 1;
    });
    this.#queue.catch(error => results.fail(error));
    return this.#resultsOf(results).finally(() => this.#batches.delete(number));
  }

  // Only what is resolved is not asked for again.
  async #resultsOf(results: BatchResults): Promise<readonly RecordResult[]> {
    const recordResults = await results.recordResults;
    const read = this.#wantedOf.get(results);
    if (read) {
      const {store} = this.#run;
      await store.save({wanted: read.map(id => ({side: 'salesforce', id, isWanted: false}))});
    }
    return recordResults;
  }

  ready(): Promise<void> | undefined {
    return this.#queued < MAX_QUEUED ? undefined : this.#queue.catch(() => {});
  }

  async flush(reason: FlushReason, isComplete: boolean): Promise<void> {
    if (reason !== 'end') return;
    try {
      await this.#queue;
      if (!isComplete) this.#requireNothingWaiting();
      await this.#byUserId.finish();
      await this.#byKey.finish();
      await this.#deleted.finish();
    } catch (error) {
      for (const results of this.#batches.values()) results.fail(error);
      throw error;
    } finally {
      this.#waiting.close();
      await this.#listing.close();
    }
  }

  async beforeState(): Promise<void> {
    await this.#listing.write();
    await this.#run.store.checkpoint();
  }

  complete(): Promise<void> {
    return this.#listing.complete();
  }

  takeStats(): Record<string, number> {
    return this.#listing.takeStats();
  }

  async #settleBatch(records: InputRecord[], number: number, results: BatchResults): Promise<void> {
    const arrived = this.#read(records, number, results);
    // The records that wait are on the disk: nothing shall hold the others in memory meanwhile.
    records.length = 0;
    const {store, isFirst} = this.#run;
    const ids = arrived.map(({incoming}) => incoming.id);
    const wanted = ids.filter(id => this.#run.wanted.delete(id));
    if (wanted.length > 0) this.#wantedOf.set(results, wanted);
    // What a first run links, it links at the end.
    const stored = isFirst ? [] : await store.storedPairsOfRecords(ids);
    const deleted: DeletedItem[] = [];
    const changed: PairedItem[] = [];
    const read: Pair[] = [];
    for (const [index, item] of arrived.entries()) {
      if (this.#isSettled(item.incoming, stored[index])) {
        this.#waiting.markLinked(item.incoming.keyDigest);
        item.slot.resolve('unchanged');
        continue;
      }
      const pair = stored[index]?.decode();
      if (item.incoming.isDeleted) deleted.push({pair, ...item});
      else if (pair) this.#sort({pair, ...item}, changed, read);
      else if (item.incoming.isPartial) item.slot.resolve('unchanged');
      else this.#wait(item);
    }
    if (read.length > 0) await store.save({pairs: read});
    await this.#deleted.add(deleted);
    await this.#linked.resolve(changed.filter(({incoming}) => !incoming.isPartial));
    // Nobody is created from a part of a record.
    const parts = changed.filter(({incoming}) => incoming.isPartial);
    await this.#linked.resolve(parts, ({slot}) => slot.resolve('unchanged'));
  }

  // Whom half of the input would choose is not who the whole of it chooses.
  #requireNothingWaiting(): void {
    const isAllSettled = [...this.#batches.values()].every(({isSettled}) => isSettled);
    if (!isAllSettled) throw endedTooSoon(this.#stream);
  }

  #isSettled({digest, modified, isDeleted}: IncomingRecord, pair: StoredPair | undefined): boolean {
    if (pair === undefined || isDeleted) return false;
    return pair.isSettled('salesforce', {digest, modified, epoch: this.#run.store.epoch});
  }

  /** Of a record that comes twice in a batch the newest counts. */
  #read(records: readonly InputRecord[], number: number, results: BatchResults): Arrived[] {
    const arrived = new Map<string, Arrived>();
    for (const [index, record] of records.entries()) {
      const slot = results.slot(index);
      const incoming = this.#run.read(record);
      if ('status' in incoming) {
        slot.reject(incoming, record);
        continue;
      }
      const before = arrived.get(incoming.id);
      if (isStale(incoming, before?.incoming)) slot.resolve('unchanged');
      else {
        before?.slot.resolve('unchanged');
        arrived.set(incoming.id, {incoming, slot, origin: [number, index]});
      }
    }
    return [...arrived.values()];
  }

  #sort(item: PairedItem, changed: PairedItem[], read: Pair[]): void {
    const {incoming, pair, slot} = item;
    const {store} = this.#run;
    const isCurrent = pair.epoch === store.epoch;
    const isOutOfDate = isCurrent && isBefore(incoming, pair);
    if (!isOutOfDate && !(isCurrent && isUnchanged(incoming, pair, this.#run))) {
      changed.push(item);
      return;
    }
    this.#waiting.markLinked(incoming.keyDigest);
    slot.resolve('unchanged');
    const isSeen = pair.absence !== 'missing' && (isOutOfDate || isKnown(incoming, pair));
    if (isSeen || incoming.isPartial) return;
    if (isOutOfDate) pair.absence = undefined;
    else confirmRead(pair, incoming);
    read.push(pair);
  }

  #wait({incoming, origin}: Arrived): void {
    const {userId} = incoming;
    if (userId === undefined) this.#waiting.addByKey(incoming, origin, false);
    else this.#waiting.addByUserId(incoming, origin, this.#run.store.digest(userId));
  }
}

/** Our last write made the record newer than this: it comes again as it is now. */
function isBefore({modified}: IncomingRecord, pair: Pair): boolean {
  return modified !== 0 && modified < pair.recordReadAt;
}

/** Whether the pair holds all of this already. */
function isKnown({modified, digest}: IncomingRecord, pair: Pair): boolean {
  if (modified > pair.recordReadAt || digest !== pair.importDigest) return false;
  for (const [, {side, isRead}] of pair.writes) if (side === 'salesforce' && !isRead) return false;
  return pair.imported;
}

function endedTooSoon(stream: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `The input of the stream ${stream} ended before it was complete; nothing of it is lost: run again.`,
  });
}
