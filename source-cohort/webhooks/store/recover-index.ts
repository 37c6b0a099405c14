import {open, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {listEventFiles} from '../files/event-files.js';
import {readEventLines} from '../files/read-event-lines.js';
import {parseStoredEvent, type StoredEvent} from '../files/stored-event.js';
import type {EventIndex} from './event-index.js';
import {addEvent, userIdOf} from './user-state.js';

interface Recovery {
  folder: string;
  warn(message: string): void;
}

/**
 * Adds to the index what is in the files only: a process was killed before it could do so. Cuts off
 * the line in whose middle it was killed. Resolves with the newest file's name, also of one that is gone.
 */
export async function recoverIndex(
  index: EventIndex,
  {folder, warn}: Recovery,
): Promise<string | undefined> {
  const indexed = await index.readFile();
  const files = await listEventFiles(folder);
  const last = files.at(-1);
  for (const name of filesToReplay(files, indexed)) {
    const path = join(folder, name);
    const {end, damaged} = await replay(index, path);
    if (damaged > 0) warn(`${path}: ${damaged} lines are damaged and are left out.`);
    if (name === last) await cutOff(path, end, warn);
  }
  return [indexed ?? '', last ?? ''].sort().at(-1) || undefined;
}

// The index makes its own writes durable some time later, so the file before is replayed as well.
function filesToReplay(files: readonly string[], indexed: string | undefined): readonly string[] {
  if (indexed === undefined) return files;
  const first = files.findIndex(name => name >= indexed);
  return files.slice(Math.max(0, (first < 0 ? files.length : first) - 1));
}

async function replay(index: EventIndex, path: string): Promise<{end: number; damaged: number}> {
  let end = 0;
  let damaged = 0;
  let since = 0;
  for await (const lines of readEventLines({path})) {
    const events: StoredEvent[] = [];
    for (const line of lines) {
      const event = parseStoredEvent(line.bytes);
      if (event === undefined) {
        since += 1;
        continue;
      }
      events.push(event);
      end = line.end;
      damaged += since;
      since = 0;
    }
    await addToIndex(index, events);
  }
  return {end, damaged};
}

async function addToIndex(index: EventIndex, events: readonly StoredEvent[]): Promise<void> {
  const ids = new Set(events.flatMap(({event}) => userIdOf(event) ?? []));
  const users = await index.readUsers([...ids]);
  for (const {event, receivedAt} of events) {
    const id = userIdOf(event);
    if (id !== undefined) users.set(id, addEvent(users.get(id), event, receivedAt));
  }
  await index.write({ids: events.map(({id}) => id), users});
}

// Each write is durable before the next begins: what is damaged at the end was never acknowledged.
async function cutOff(path: string, end: number, warn: Recovery['warn']): Promise<void> {
  const {size} = await stat(path);
  if (size <= end) return;
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(end);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  warn(`${path}: cut off ${size - end} bytes of an event that was not stored completely.`);
}
