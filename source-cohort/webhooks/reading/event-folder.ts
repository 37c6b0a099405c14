import {stat} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {ConnectorError, configError} from '@cohort-salesforce/spec';
import {listEventFiles} from '../files/event-files.js';
import {type EventLine, readEventLines} from '../files/read-event-lines.js';
import {parseStoredEvent, type StoredEvent} from '../files/stored-event.js';
import type {Position} from './position.js';

// What a network share answers while its server restarts, and a disk that is busy.
const PASSING = /^(EIO|ESTALE|EAGAIN|EBUSY|EINTR|ETIMEDOUT|EHOSTDOWN|ENOTCONN|EREMOTEIO)$/;
const RETRY_DELAYS_MS: readonly number[] = [500, 2000, 8000];

/** Events in the order in which they were stored, and where the next ones begin. */
export interface EventBatch {
  events: StoredEvent[];
  position: Position;
}

/** The folder in which cohort-webhooks stores events; only read. */
export class EventFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** How many complete lines the folder has. Fails when a file cannot be read. */
  async count(): Promise<{events: number; files: number}> {
    let events = 0;
    const names = await this.#list();
    for (const name of names) {
      for await (const lines of this.#read({file: name, offset: 0})) events += lines.length;
    }
    return {events, files: names.length};
  }

  /**
   * The events from a position on. A file that is gone is passed over, since files may be removed once they have been
   * read; so is the rest of a file that has become shorter: the receiver cuts off only what it never acknowledged.
   */
  async *readFrom({file, offset}: Position): AsyncGenerator<EventBatch> {
    for (const name of await this.#list()) {
      if (name < file) continue;
      const start = name === file ? offset : 0;
      for await (const lines of this.#read({file: name, offset: start})) {
        const events = await this.#parse(name, lines);
        yield {events, position: {file: name, offset: lines.at(-1)?.end ?? start}};
      }
    }
  }

  async #list(): Promise<string[]> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await listEventFiles(this.path);
      } catch (error) {
        const delay = RETRY_DELAYS_MS[attempt];
        if (isPassing(error) && delay !== undefined) await pause(delay);
        else throw this.#unreadable(error);
      }
    }
  }

  #unreadable(error: unknown): ConnectorError {
    const found = `The folder of webhook events ${this.path} cannot be read (${codeOf(error)}).`;
    if (isPassing(error)) return brokenDisk(found, error);
    return configError(
      `${found} Expected the folder that cohort-webhooks writes with --folder: correct channel.dir, or give this user the right to read the folder.`,
    );
  }

  async *#read({file, offset}: Position): AsyncGenerator<EventLine[]> {
    const path = join(this.path, file);
    try {
      // What is appended from now on is for the next run: this one ends, however much arrives.
      const {size} = await stat(path);
      yield* readEventLines({path, start: offset, end: size});
    } catch (error) {
      // The receiver removes old files while others are read.
      if (codeOf(error) === 'ENOENT') return;
      const found = `The file of webhook events ${path} cannot be read (${codeOf(error)}).`;
      if (isPassing(error)) throw brokenDisk(found, error);
      throw configError(`${found} Give this user the right to read it.`);
    }
  }

  async #parse(name: string, lines: readonly EventLine[]): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (const {bytes, end} of lines) {
      if (bytes.length === 0) continue;
      const event = parseStoredEvent(bytes);
      if (event === undefined) throw await this.#damaged({file: name, offset: end});
      events.push(event);
    }
    return events;
  }

  // Counted only now: a run begins in the middle of a file.
  async #damaged({file, offset}: Position): Promise<Error> {
    const path = join(this.path, file);
    let number = 0;
    for await (const lines of readEventLines({path, end: offset})) number += lines.length;
    return configError(
      `${path}, line ${number}: found no stored event, expected {"id", "receivedAt", "event"}. Restore ${basename(path)} from a backup, or remove this line; events before it are not sent again.`,
    );
  }
}

function isPassing(error: unknown): boolean {
  return PASSING.test(codeOf(error));
}

function brokenDisk(found: string, cause: unknown): ConnectorError {
  const message = `${found} Look at the disk or the network share, then run again. Nothing is lost.`;
  return new ConnectorError({failure: 'transient_error', message, cause});
}

function codeOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  return code ?? message;
}
