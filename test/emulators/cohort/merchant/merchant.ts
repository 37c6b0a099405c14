import {type Behavior, usualBehavior} from './behavior.js';
import {EventLog, type Happening, type UserEvent} from './event-log.js';
import {PropertyBook} from './property-book.js';
import {mix, RowIds} from './row-ids.js';
import type {List, Segment} from './user-group.js';
import {UserTable} from './user-table.js';

export type Mode = 'test' | 'live';

/** All the data that one key reaches. */
export class Merchant {
  readonly mode: Mode;
  readonly properties: PropertyBook;
  readonly users: UserTable;
  readonly events: EventLog;
  readonly lists: List[] = [];
  readonly segments: Segment[] = [];
  readonly behavior: Behavior;
  /** What ends each job that has not written its users yet. */
  readonly lateJobs = new Set<() => void>();
  /** Whether a campaign is shown on the shop's own pages. */
  showsCampaign = true;
  #lastStamp = 0;

  constructor(mode: Mode, seed: number, behavior: Behavior = usualBehavior) {
    const salt = mix(seed, mode === 'test' ? 1 : 2);
    this.mode = mode;
    this.behavior = behavior;
    this.properties = new PropertyBook(new RowIds(salt + 10));
    this.users = new UserTable(new RowIds(salt + 20), this.properties);
    this.events = new EventLog(new RowIds(salt + 30));
  }

  /** The present moment in milliseconds, later than every one given before. */
  nextStamp(now = Date.now()): number {
    this.#lastStamp = Math.max(now, this.#lastStamp + 1);
    return this.#lastStamp;
  }

  /** An event as webhooks carry it. */
  toEvent({eventTime, row, happening}: Omit<UserEvent, 'id'>): Happening & Record<string, unknown> {
    const at = new Date(eventTime).toISOString();
    return {eventTime: at, ...happening, user: this.users.toReference(row)};
  }
}
