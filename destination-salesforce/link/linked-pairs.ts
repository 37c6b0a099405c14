import type {Pair} from '@cohort-salesforce/spec/baseline';
import type {Found, Gone} from '../batch/found.js';
import type {WriteBatch} from '../batch/write-batch.js';
import type {Match, Row} from '../match/index.js';
import type {ExportLink} from './export-link.js';
import type {RowFacts} from './resolve-record.js';

/** What the store knows of some rows, of the records found for them, and of the users these name. */
export class LinkedPairs {
  readonly #writeBatch: WriteBatch;
  readonly #link: ExportLink;
  readonly #byUser: ReadonlyMap<string, Pair>;
  readonly #byRecord: ReadonlyMap<string, Pair>;
  /** Ids of users who were linked before, and whose record has another link now. */
  readonly #former: ReadonlySet<string>;

  private constructor(
    writeBatch: WriteBatch,
    link: ExportLink,
    pairs: {
      byUser: ReadonlyMap<string, Pair>;
      byRecord: ReadonlyMap<string, Pair>;
      former: ReadonlySet<string>;
    },
  ) {
    this.#writeBatch = writeBatch;
    this.#link = link;
    this.#byUser = pairs.byUser;
    this.#byRecord = pairs.byRecord;
    this.#former = pairs.former;
  }

  static async read(
    found: readonly Found[],
    writeBatch: WriteBatch,
    link: ExportLink,
  ): Promise<LinkedPairs> {
    const records = found.flatMap(({matches}) => matches);
    const recordIds = new Set(records.map(({id}) => id));
    const named = [...found.map(({row}) => row), ...records].map(({userId}) => userId);
    const userIds = [...new Set(named.filter(id => id !== null))];
    const byRecord = await link.store.pairsOfRecords([...recordIds]);
    const byUser = await link.store.pairsOfUsers(userIds);
    const unpaired = userIds.filter((_, index) => byUser[index] === undefined);
    const former = await link.store.everLinked.among(unpaired);
    return new LinkedPairs(writeBatch, link, {
      byRecord: new Map(byRecord.flatMap(pair => (pair ? [[pair.recordId, pair] as const] : []))),
      byUser: new Map(byUser.flatMap(pair => (pair ? [[pair.userId, pair] as const] : []))),
      former: new Set(former),
    });
  }

  ofRow({row}: Pick<Found, 'row'>): Pair | undefined {
    return row.userId === null ? undefined : this.#byUser.get(row.userId);
  }

  ofRecord(recordId: string): Pair | undefined {
    return this.#byRecord.get(recordId);
  }

  factsOf({row, matches, gone}: Found): RowFacts {
    const pair = this.ofRow({row});
    const {epoch} = this.#link.store;
    // A link of another org or merchant says nothing once its record is not there.
    const isHint = pair !== undefined && pair.epoch !== epoch;
    return {
      row,
      pair,
      matches,
      gone: isHint ? undefined : knownGone(gone, pair),
      isHeld: record => this.#isHeld(record, row),
      isReplaceable: userId => this.#isReplaceable(userId, row),
      isKnown: userId => this.#byUser.has(userId) || this.#former.has(userId),
    };
  }

  #isHeld({id}: Match, row: Row): boolean {
    const pair = this.#byRecord.get(id);
    return pair !== undefined && pair.userId !== row.userId && !this.#isGone(pair, row);
  }

  #isReplaceable(userId: string, row: Row): boolean {
    if (this.#writeBatch.rowOfUser(userId) !== undefined) return false;
    const pair = this.#byUser.get(userId);
    return pair ? this.#isGone(pair, row) : this.#link.settings.replacesUnknownIds;
  }

  // Two users never have one address: who had this row's no longer has it, and would have come with
  // another address if they still existed.
  #isGone(pair: Pair, row: Row): boolean {
    if (this.#writeBatch.rowOfUser(pair.userId) !== undefined) return false;
    return pair.epoch !== this.#link.store.epoch || pair.key === row.link?.key;
  }
}

// The import has read the deletion. When the recycle bin is empty, a query finds nothing.
function knownGone(gone: Gone | undefined, pair: Pair | undefined): Gone | undefined {
  const isDeleted = gone?.state === 'missing' && pair?.absence === 'deleted';
  return isDeleted ? {...gone, state: 'deleted'} : gone;
}
