import type {Pair} from '../../spec/baseline/index.js';
import type {Candidate, Row} from '../match/index.js';
import type {Found} from '../round/found.js';
import type {Round} from '../round/round.js';
import type {ExportLink} from './export-link.js';
import type {RowFacts} from './resolve-record.js';

/** What the store knows of some rows, of the records found for them, and of the users these name. */
export class LinkedPairs {
  readonly #round: Round;
  readonly #link: ExportLink;
  readonly #byUser: ReadonlyMap<string, Pair>;
  readonly #byRecord: ReadonlyMap<string, Pair>;

  private constructor(
    round: Round,
    link: ExportLink,
    pairs: {byUser: ReadonlyMap<string, Pair>; byRecord: ReadonlyMap<string, Pair>},
  ) {
    this.#round = round;
    this.#link = link;
    this.#byUser = pairs.byUser;
    this.#byRecord = pairs.byRecord;
  }

  static async read(found: readonly Found[], round: Round, link: ExportLink): Promise<LinkedPairs> {
    const records = found.flatMap(({candidates}) => candidates);
    const recordIds = new Set(records.map(({id}) => id));
    const userIds = new Set([...found.map(({row}) => row), ...records].map(({userId}) => userId));
    const byRecord = await link.store.pairsOfRecords([...recordIds]);
    const byUser = await link.store.pairsOfUsers([...userIds].filter(id => id !== null));
    return new LinkedPairs(round, link, {
      byRecord: new Map(byRecord.flatMap(pair => (pair ? [[pair.recordId, pair] as const] : []))),
      byUser: new Map(byUser.flatMap(pair => (pair ? [[pair.userId, pair] as const] : []))),
    });
  }

  ofRow({row}: Pick<Found, 'row'>): Pair | undefined {
    return row.userId === null ? undefined : this.#byUser.get(row.userId);
  }

  ofRecord(recordId: string): Pair | undefined {
    return this.#byRecord.get(recordId);
  }

  factsOf({row, candidates, gone}: Found): RowFacts {
    const pair = this.ofRow({row});
    const {epoch} = this.#link.store;
    // A link of another org or merchant says nothing once its record is not there.
    const isHint = pair !== undefined && pair.epoch !== epoch;
    return {
      row,
      pair,
      candidates,
      gone: isHint ? undefined : gone,
      isHeld: record => this.#isHeld(record, row),
      isReplaceable: userId => this.#isReplaceable(userId, row),
      isKnown: userId => this.#byUser.has(userId),
    };
  }

  #isHeld({id}: Candidate, row: Row): boolean {
    const pair = this.#byRecord.get(id);
    return pair !== undefined && pair.userId !== row.userId && !this.#isGone(pair, row);
  }

  #isReplaceable(userId: string, row: Row): boolean {
    if (this.#round.rowOfUser(userId) !== undefined) return false;
    const pair = this.#byUser.get(userId);
    return pair ? this.#isGone(pair, row) : this.#link.settings.replacesUnknownIds;
  }

  // Two users never have one address: who had this row's no longer has it, and would have come with
  // another address if they still existed.
  #isGone(pair: Pair, row: Row): boolean {
    if (this.#round.rowOfUser(pair.userId) !== undefined) return false;
    return pair.epoch !== this.#link.store.epoch || pair.key === row.link?.key;
  }
}
