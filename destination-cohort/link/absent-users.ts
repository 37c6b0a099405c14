import type {Digest, Pair} from '@cohort-salesforce/spec/baseline';
import {EMPTY} from '@cohort-salesforce/spec/baseline';
import {prepareEmail} from '../users/prepare-email.js';
import type {UnlinkedItem} from './link-item.js';
import type {LinkRun} from './link-run.js';
import type {NewUser, UserCreator} from './user-creator.js';

/** Decides what becomes of records whose person Cohort does not have: created, waited for, or left out. */
export class AbsentUsers {
  readonly #run: LinkRun;
  readonly #creator: UserCreator;
  readonly #emailField: string;

  constructor(run: LinkRun, parts: {creator: UserCreator; emailField: string}) {
    this.#run = run;
    this.#creator = parts.creator;
    this.#emailField = parts.emailField;
  }

  async resolve(items: readonly UnlinkedItem[], lookedUpAt: number): Promise<void> {
    const {store, creates} = this.#run;
    const areErased = await store.waiting.areErased(items.map(({incoming}) => incoming.keyDigest));
    const absent: UnlinkedItem[] = [];
    const gone: UnlinkedItem[] = [];
    for (const [index, item] of items.entries()) {
      if (this.#isGone(item)) gone.push(item);
      else if (this.#isWithoutEmail(item)) continue;
      else if (areErased[index] && !this.#run.settings.recreatesDeleted) this.#leaveOut(item);
      else absent.push(item);
    }
    await this.#noteErased(gone);
    if (creates) await this.#create(absent, lookedUpAt);
    else await this.#waitFor(absent);
  }

  /** Whether the record had a user, who was deleted and stays so. */
  #isGone({incoming, own}: UnlinkedItem): boolean {
    const {recreatesDeleted, isNewOrg} = this.#run.settings;
    if (recreatesDeleted || isNewOrg) return false;
    return own !== undefined || incoming.userId !== undefined;
  }

  #isWithoutEmail({incoming, slot}: UnlinkedItem): boolean {
    const email = prepareEmail(incoming.email, this.#emailField);
    if (typeof email === 'string') return false;
    slot.reject(email, incoming.content().record);
    return true;
  }

  async #noteErased(gone: readonly UnlinkedItem[]): Promise<void> {
    const keys = gone
      .filter(({wasLinked}) => wasLinked)
      .flatMap(({incoming, own}) => [incoming.keyDigest, own?.key ?? EMPTY])
      .filter(key => key !== EMPTY);
    if (keys.length > 0) await this.#run.store.commit({erased: keys});
    for (const item of gone) this.#leaveOut(item);
  }

  #leaveOut({incoming, slot, own}: UnlinkedItem): void {
    this.#run.cases.add('USER_DELETED', incoming, {userId: own?.userId ?? incoming.userId});
    slot.resolve('unchanged');
  }

  async #waitFor(items: readonly UnlinkedItem[]): Promise<void> {
    const pending = items.map(({incoming: {keyDigest, id}}) => {
      return {side: 'cohort', key: keyDigest, id} as const;
    });
    if (pending.length > 0) await this.#run.store.save({pending});
    for (const {incoming, slot} of items) {
      this.#run.cases.add('PENDING', incoming);
      slot.resolve('unchanged');
    }
  }

  async #create(items: readonly UnlinkedItem[], lookedUpAt: number): Promise<void> {
    const pairs = await this.#run.store.pairsOfKeys(items.map(({incoming}) => incoming.keyDigest));
    const others = items.map((item, index) => otherPair(item, pairs[index]));
    const found = await this.#run.finder.find(
      others.flatMap(pair => (pair ? {id: pair.userId} : [])),
    );
    const erased: Digest[] = [];
    const created: NewUser[] = [];
    for (const [index, item] of items.entries()) {
      const {incoming, slot, own} = item;
      const other = others[index];
      const isTheirs = other !== undefined && found.byId.has(other.userId);
      if (other && !isTheirs && !this.#run.settings.recreatesDeleted) {
        erased.push(incoming.keyDigest);
        this.#leaveOut(item);
      } else if (isTheirs && other?.absence === undefined) {
        this.#run.cases.add('DUPLICATE', incoming, {userId: other?.userId});
        slot.resolve('duplicate');
      } else created.push({incoming, slot, replaces: own});
    }
    if (erased.length > 0) await this.#run.store.commit({erased});
    await this.#creator.create(created, lookedUpAt);
  }
}

/** The pair of another record that was linked under the same address. */
function otherPair({incoming, own}: UnlinkedItem, pair: Pair | undefined): Pair | undefined {
  const isOther =
    pair !== undefined && pair.recordId !== incoming.id && pair.userId !== own?.userId;
  return isOther ? pair : undefined;
}
