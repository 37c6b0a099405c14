import type {Pair, Pending} from '@cohort-salesforce/spec/baseline';
import type {Row} from '../match/index.js';
import type {ExportLink} from './export-link.js';

/** What the store has to learn before a chunk of rows is written. */
export class ChunkChanges {
  readonly #link: ExportLink;
  readonly #pairs = new Map<string, Pair>();
  readonly #unlinked: Pair[] = [];
  readonly #pending: Pending[] = [];
  readonly #resolved: Pending[] = [];
  readonly #wanted: {side: 'salesforce'; id: string; isWanted: boolean}[] = [];

  constructor(link: ExportLink) {
    this.#link = link;
  }

  /** Stores a pair in place of the row's pair before and of who held the record. */
  link(pair: Pair, {before, holder}: {before: Pair | undefined; holder: Pair | undefined}): void {
    const isNew = before?.recordId !== pair.recordId;
    if (before && isNew) this.#unlinked.push(before);
    if (holder && holder.userId !== pair.userId) this.#unlinked.push(holder);
    this.save(pair);
    if (!isNew) return;
    this.#resolved.push({side: 'salesforce', key: pair.key, id: pair.userId});
    this.#resolved.push({side: 'cohort', key: pair.key, id: pair.recordId});
    if (!this.#link.settings.wantsNewlyLinked) return;
    this.#wanted.push({side: 'salesforce', id: pair.recordId, isWanted: true});
  }

  save(pair: Pair): void {
    this.#pairs.set(pair.recordId, pair);
  }

  unlink(pair: Pair): void {
    this.#unlinked.push(pair);
  }

  pend({link, userId}: Row): void {
    if (!link || userId === null) return;
    this.#pending.push({side: 'salesforce', key: link.key, id: userId});
  }

  /** Resolves with whether the store has intents by it. */
  async store(): Promise<boolean> {
    const {store, settings} = this.#link;
    if (settings.isDryRun) return false;
    const pairs = [...this.#pairs.values()];
    const changes = {
      pairs,
      unlinked: this.#unlinked,
      pending: this.#pending,
      resolved: this.#resolved,
      wanted: this.#wanted,
    };
    if (Object.values(changes).every(list => list.length === 0)) return false;
    await store.save(changes);
    return pairs.some(({intents}) => intents.size > 0);
  }
}
