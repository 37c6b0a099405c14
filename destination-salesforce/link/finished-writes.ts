import {
  EMPTY,
  newPair,
  type Pair,
  packProperty,
  packWrite,
  recordWrite,
  unpackTables,
} from '@cohort-salesforce/spec/baseline';
import type {Operation} from '../batch/pending-changes.js';
import type {WriteBatch} from '../batch/write-batch.js';
import type {FinalResult} from '../batch/write-result.js';
import type {Row} from '../match/index.js';
import type {WriteContext} from '../write-context.js';
import {digestOf} from './cohort-digests.js';
import {deletionOf} from './deletion-of.js';
import {dropIntents} from './drop-intents.js';
import type {ExportLink} from './export-link.js';
import {predictStored} from './predict-stored.js';

const CHUNK_ROWS = 1000;

interface Finished {
  index: number;
  /** Of a record that was created. */
  recordId: string | undefined;
  writeResult: 'updated' | 'created' | 'refused';
  /** By Salesforce's clock. */
  at: number;
}

/** Stores the results of the writes of a batch. */
export class FinishedWrites {
  readonly #writeBatch: WriteBatch;
  readonly #writeContext: WriteContext;
  readonly #link: ExportLink;
  readonly #lookedUpAt: Float64Array;
  #finished: Finished[] = [];

  constructor(writeBatch: WriteBatch, writeContext: WriteContext, link: ExportLink) {
    this.#writeBatch = writeBatch;
    this.#writeContext = writeContext;
    this.#link = link;
    this.#lookedUpAt = new Float64Array(writeBatch.size);
  }

  /** A row is about to be written, on the grounds of a look-up. */
  expect(index: number, lookedUpAt: number): void {
    // Records are stamped in whole seconds: what is written within this one must not look older.
    this.#lookedUpAt[index] = Math.floor(lookedUpAt / 1000) * 1000;
  }

  add(index: number, operation: Operation, writeResult: FinalResult): void {
    const at = Date.now() + (this.#writeContext.salesforce.clockAhead() ?? 0);
    if (writeResult.kind === 'refused') {
      this.#finished.push({index, recordId: undefined, writeResult: 'refused', at});
    } else if (writeResult.kind === 'done') {
      const isCreated = operation === 'create';
      const recordId = isCreated ? writeResult.id : undefined;
      // A new record without its Id is linked by the user's id when it is first read.
      if (isCreated && recordId === undefined) return;
      const made = isCreated ? 'created' : 'updated';
      this.#finished.push({index, recordId, writeResult: made, at});
    }
  }

  markExported(pair: Pair, {link}: Row): void {
    pair.exported = true;
    if (link) pair.exportDigest = link.all;
  }

  async store(): Promise<void> {
    const finished = this.#finished;
    this.#finished = [];
    for (let start = 0; start < finished.length; start += CHUNK_ROWS) {
      await this.#storeChunk(finished.slice(start, start + CHUNK_ROWS));
    }
  }

  async #storeChunk(chunk: readonly Finished[]): Promise<void> {
    const {store} = this.#link;
    const rows = chunk.map(({index}) => this.#writeBatch.row(index));
    const known = await store.pairsOfUsers(rows.map(({userId}) => userId ?? ''));
    const pairs: Pair[] = [];
    const unlinked: Pair[] = [];
    for (const [position, finished] of chunk.entries()) {
      const row = rows[position];
      const pair = row && this.#finish(row, finished, known[position]);
      if (pair) pairs.push(pair);
      const before = known[position];
      if (!before || !pair || before.recordId === pair.recordId) continue;
      // A record that was created in place of one that is gone.
      unlinked.push(before);
      pair.absence = deletionOf(before);
    }
    // Records that were created are newer than what the import has read: it need not be told to read them.
    await store.save({pairs, unlinked});
  }

  #finish(row: Row, {index, writeResult, recordId, at}: Finished, known: Pair | undefined) {
    const pair = recordId === undefined ? known : this.#newPair(row, recordId);
    if (!pair) return undefined;
    if (writeResult === 'updated') applyIntents(pair);
    dropIntents(pair);
    if (writeResult === 'refused') return pair;
    this.markExported(pair, row);
    pair.recordReadAt = Math.max(pair.recordReadAt, this.#lookedUpAt[index] ?? 0);
    pair.recordWrittenAt = at;
    return pair;
  }

  #newPair(row: Row, recordId: string): Pair {
    const {store, properties} = this.#link;
    const {link, userId} = row;
    const {target} = this.#writeContext;
    const texts = {properties: '', writes: ''};
    for (const property of properties) {
      const {column, number, rules} = property;
      const cohort = link && digestOf(link, property);
      const its = target.columns[column];
      if (cohort === undefined || !its || rules.flow === 'import') continue;
      if (!its.onCreate) continue;
      const cell = row.cells[column] ?? target.createDefaults.get(its.path);
      if (cell === undefined) {
        // Empty on both sides: the import has nothing to look up.
        const isEmpty = cohort === EMPTY && !its.field.defaultedOnCreate;
        if (isEmpty) texts.properties += packProperty(number, {salesforce: EMPTY, cohort});
        continue;
      }
      const salesforce = store.digest(predictStored(its, cell));
      texts.properties += packProperty(number, {salesforce, cohort});
      texts.writes += packWrite(number, {
        side: 'salesforce',
        source: cohort,
        count: 1,
        isRead: false,
      });
    }
    for (const [number, source] of this.#link.defaults) {
      texts.writes += packWrite(number, {side: 'salesforce', source, count: 1, isRead: false});
    }
    const known = {recordId, userId: userId ?? '', key: link?.key ?? EMPTY, epoch: store.epoch};
    const pair = newPair(known, unpackTables(texts));
    pair.userReadAt = link?.updatedAt ?? 0;
    return pair;
  }
}

function applyIntents(pair: Pair): void {
  for (const [number, {side, source, stored}] of pair.intents) {
    if (side !== 'salesforce') continue;
    pair.properties.set(number, {salesforce: stored, cohort: source});
    recordWrite(pair, number, {side, source});
  }
}
