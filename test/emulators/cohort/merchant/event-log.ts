import type {RowIds} from './row-ids.js';

/** What happened, and about what. */
export interface Happening {
  eventType: string;
  properties: Record<string, string>;
  resources: Record<string, object>;
}

export interface UserEvent {
  id: string;
  /** Milliseconds since 1970. */
  eventTime: number;
  /** The user's row. */
  row: number;
  happening: Happening;
}

/** User events in the order of (eventTime, id). */
export class EventLog {
  readonly #events: UserEvent[] = [];
  readonly #ids: RowIds;

  constructor(ids: RowIds) {
    this.#ids = ids;
  }

  get size(): number {
    return this.#events.length;
  }

  /** Adds what happened at one moment, which must be later than every one before. */
  append(
    happenings: readonly {row: number; happening: Happening}[],
    eventTime: number,
  ): UserEvent[] {
    const first = this.#events.length;
    const events = happenings
      .map((event, index) => ({...event, eventTime, id: this.#ids.idOf(first + index)}))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const event of events) this.#events.push(event);
    return events;
  }

  /** Events from a moment on, or those after (moment, id). */
  *from(eventTime: number, afterId = ''): Generator<UserEvent> {
    for (let place = this.#lowerBound(eventTime); place < this.#events.length; place++) {
      const event = this.#events[place];
      if (event && (event.eventTime > eventTime || event.id > afterId)) yield event;
    }
  }

  #lowerBound(eventTime: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.eventTime ?? 0) < eventTime) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
