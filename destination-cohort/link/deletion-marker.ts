import {prepareUserText, type User, type UserText} from '@cohort-salesforce/source-cohort/cohort';
import type {Pair} from '@cohort-salesforce/spec/baseline';
import {presentValue} from '../users/compare-user.js';
import {toPlannedChange} from '../users/to-planned-change.js';
import {toRejection} from '../users/to-rejection.js';
import type {DeletionMark} from './deletion-mark.js';
import type {LinkItem} from './link-item.js';
import {type LinkRun, shownFields} from './link-run.js';
import {type SendResult, UserSender} from './user-sender.js';

/** A deleted record of a user. */
export interface GoneItem extends LinkItem {
  pair: Pair;
}

interface MarkWrite {
  item: GoneItem;
  user: User;
  text: UserText;
}

/**
 * Marks users whose record was deleted. The pair is stored as deleted only after that: a run that is killed between
 * marks again, which changes nothing.
 */
export class DeletionMarker {
  readonly #run: LinkRun;
  readonly #mark: DeletionMark;
  readonly #sender: UserSender;
  readonly #toText: ReturnType<typeof prepareUserText>;

  constructor(run: LinkRun, mark: DeletionMark) {
    this.#run = run;
    this.#mark = mark;
    this.#sender = new UserSender(run.cohort, 'update');
    this.#toText = prepareUserText([mark.field]);
  }

  /** Resolves with the result of each item; a rejected one has its result already. */
  async mark(items: readonly GoneItem[]): Promise<Map<GoneItem, 'updated' | 'rejected'>> {
    const results = new Map<GoneItem, 'updated' | 'rejected'>();
    const writes = await this.#find(items);
    if (writes.length === 0) return results;
    const {dryRun, changeLimit, changeLog} = this.#run;
    if (dryRun) {
      for (const write of writes) {
        dryRun.show(this.#changeOf(write));
        results.set(write.item, 'updated');
      }
      dryRun.flush();
      return results;
    }
    changeLimit?.reserve(writes.length);
    const sent = await this.#sender.send(writes);
    for (const [index, {status, error, isRepeated}] of sent.entries()) {
      const write = writes[index];
      if (!write) continue;
      if (status === 'invalid') {
        changeLimit?.release();
        this.#reject(write.item, error);
        results.set(write.item, 'rejected');
      } else if (status === 'updated' || (status === 'unchanged' && isRepeated)) {
        changeLog?.add(toPlannedChange(this.#changeOf(write), shownFields(this.#run)));
        results.set(write.item, 'updated');
      } else changeLimit?.release();
    }
    changeLog?.flush();
    return results;
  }

  async #find(items: readonly GoneItem[]): Promise<MarkWrite[]> {
    const {field, marked} = this.#mark;
    const found = await this.#run.finder.find(items.map(({pair}) => ({id: pair.userId})));
    return items.flatMap(item => {
      const user = found.byId.get(item.pair.userId);
      if (!user || presentValue(user, field) === marked) return [];
      return [{item, user, text: this.#toText(user.email, [marked])}];
    });
  }

  #changeOf({item, user}: MarkWrite) {
    const changes = [...this.#run.fields.map(() => undefined), this.#mark.marked];
    const {email} = user;
    return {result: 'updated', email, user, changes, recordId: item.incoming.id} as const;
  }

  #reject({incoming, slot}: GoneItem, error: SendResult['error']): void {
    slot.reject(toRejection(incoming.email, error, [this.#mark.field]), incoming.content().record);
  }
}
