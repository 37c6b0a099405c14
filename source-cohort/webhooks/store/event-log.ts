import {type FileHandle, open} from 'node:fs/promises';
import {join} from 'node:path';
import {eventFileName, momentOfName} from '../files/event-files.js';
import {formatStoredEvent, type NewEvent} from '../files/stored-event.js';
import {EventIndex} from './event-index.js';
import {recoverIndex} from './recover-index.js';
import {addEvent, isSameUser, toSnapshot, type UserState, userIdOf} from './user-state.js';

/** An event that was delivered and whose signature is right. */
export interface Delivery {
  /** The message's id. */
  id: string;
  /** A JSON object. */
  body: string;
}

export interface LogOptions {
  folder: string;
  /** A file that has grown to this size is followed by another one. */
  maxFileBytes: number;
  warn(message: string): void;
}

interface OpenFile {
  handle: FileHandle;
  bytes: number;
}

/**
 * The event files of a folder, open for writing. After any error it must be closed and opened again:
 * what is in the files then decides.
 */
export class EventLog {
  readonly #options: LogOptions;
  readonly #index: EventIndex;
  #lastName: string | undefined;
  #lastMoment = 0;
  #file: OpenFile | undefined;

  private constructor(options: LogOptions, index: EventIndex, lastName: string | undefined) {
    this.#options = options;
    this.#index = index;
    this.#lastName = lastName;
  }

  /** Repairs what a killed process left, and begins a new file at the first event. */
  static async open(options: LogOptions): Promise<EventLog> {
    const index = await EventIndex.open(options.folder);
    try {
      return new EventLog(options, index, await recoverIndex(index, options));
    } catch (error) {
      await index.close();
      throw error;
    }
  }

  /** Resolves when every event is durable; says for each one whether it was stored before. */
  async append(deliveries: readonly Delivery[]): Promise<('stored' | 'repeated')[]> {
    const fresh = await this.#withoutRepeated(deliveries);
    if (fresh.size > 0) await this.#write([...fresh]);
    return deliveries.map(delivery => (fresh.has(delivery) ? 'stored' : 'repeated'));
  }

  async close(): Promise<void> {
    try {
      await this.#file?.handle.close();
    } finally {
      await this.#index.close();
    }
  }

  async #withoutRepeated(deliveries: readonly Delivery[]): Promise<Set<Delivery>> {
    const byId = new Map<string, Delivery>();
    for (const delivery of deliveries) {
      if (!byId.has(delivery.id)) byId.set(delivery.id, delivery);
    }
    const seen = await this.#index.haveSeen([...byId.keys()]);
    return new Set([...byId.values()].filter((_, index) => !seen[index]));
  }

  async #write(deliveries: readonly Delivery[]): Promise<void> {
    const receivedAt = this.#nextMoment();
    const events = deliveries.map(delivery => ({...delivery, receivedAt}));
    const {users, lines} = await this.#toLines(events);
    const file = this.#file ?? (await this.#beginFile());
    const bytes = Buffer.from(lines.join(''));
    await file.handle.appendFile(bytes);
    await file.handle.datasync();
    await this.#index.write({ids: deliveries.map(({id}) => id), users});
    file.bytes += bytes.length;
    if (file.bytes >= this.#options.maxFileBytes) await this.#endFile(file);
  }

  async #toLines(events: readonly NewEvent[]) {
    const parsed = events.map(({body}) => JSON.parse(body) as Record<string, unknown>);
    const ids = new Set(parsed.flatMap(event => userIdOf(event) ?? []));
    const users = await this.#index.readUsers([...ids]);
    const lines = events.map((event, index) =>
      formatStoredEvent({...event, ...this.#moveUser(users, parsed[index] ?? {}, event)}),
    );
    return {users, lines};
  }

  #moveUser(
    users: Map<string, UserState>,
    event: Record<string, unknown>,
    {receivedAt}: NewEvent,
  ): Pick<NewEvent, 'user'> {
    const id = userIdOf(event);
    if (id === undefined) return {};
    const before = users.get(id);
    const after = addEvent(before, event, receivedAt);
    users.set(id, after);
    const user = toSnapshot(id, after);
    return before && isSameUser(toSnapshot(id, before), user) ? {} : {user};
  }

  #nextMoment(): string {
    this.#lastMoment = Math.max(Date.now(), this.#lastMoment);
    return new Date(this.#lastMoment).toISOString();
  }

  // Even when the clock was set back, a new file sorts behind all others, also behind those that are gone.
  async #beginFile(): Promise<OpenFile> {
    const last = momentOfName(this.#lastName ?? '') ?? 0;
    const name = eventFileName(Math.max(Date.now(), last + 1));
    await this.#index.saveFile(name);
    const handle = await open(join(this.#options.folder, name), 'ax', 0o640);
    this.#file = {handle, bytes: 0};
    this.#lastName = name;
    await syncFolder(this.#options.folder);
    return this.#file;
  }

  async #endFile({handle}: OpenFile): Promise<void> {
    this.#file = undefined;
    await handle.close();
  }
}

/** Makes a new file's name durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
