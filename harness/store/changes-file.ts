import {createReadStream} from 'node:fs';
import {open, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {CHANGES_FILE, type ChangedField, namingFile, readLines} from '@cohort-salesforce/spec';
import {isFile} from './is-file.js';

const DAY_MS = 86_400_000;
const DEFAULT_KEEP = '30d';

/** One person's object in one system, as a run has changed it. */
export interface RecordedChange {
  /** ISO 8601. */
  at: string;
  system: 'salesforce' | 'cohort';
  result: 'created' | 'updated' | 'deleted';
  /** The email address. */
  person: string;
  record_id?: string;
  user_id?: string;
  fields: ChangedField[];
}

/** Whether a connection records its changes. */
export function keepsChanges(keep: string = DEFAULT_KEEP): boolean {
  return daysOf(keep) > 0;
}

/** Oldest first. A line that was cut off by a crash is passed over. */
export async function* readChanges(
  folder: string,
  isWanted: (change: RecordedChange) => boolean,
): AsyncGenerator<RecordedChange, void, void> {
  const path = join(folder, CHANGES_FILE);
  if (!(await isFile(path))) return;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      const change = parseChange(line.toString());
      if (change && isWanted(change)) yield change;
    }
  }
}

/**
 * Removes what is older than `keep`. The file is rewritten only when its oldest line is a day older than that, so that
 * a connection that runs every few minutes rewrites it once a day.
 */
export async function pruneChanges(
  folder: string,
  keep: string = DEFAULT_KEEP,
  now = Date.now(),
): Promise<void> {
  const path = join(folder, CHANGES_FILE);
  if (!(await isFile(path))) return;
  if (!keepsChanges(keep)) return rm(path);
  const since = new Date(now - daysOf(keep) * DAY_MS).toISOString();
  const muchEarlier = new Date(Date.parse(since) - DAY_MS).toISOString();
  if (!(await startsBefore(path, muchEarlier))) return;
  const start = await findStart(path, since);
  if (start === undefined) return rm(path);
  await copyFrom(path, start);
}

function daysOf(keep: string): number {
  return Number.parseInt(keep, 10);
}

async function startsBefore(path: string, time: string): Promise<boolean> {
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      const change = parseChange(line.toString());
      if (change) return change.at < time;
    }
  }
  return false;
}

/** The offset of the first line that is to be kept; undefined for none. */
async function findStart(path: string, since: string): Promise<number | undefined> {
  let offset = 0;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      const change = parseChange(line.toString());
      if (change && change.at >= since) return offset;
      offset += line.length + 1;
    }
  }
  return undefined;
}

async function copyFrom(path: string, start: number): Promise<void> {
  const shorter = `${path}.new`;
  const file = await open(shorter, 'w', 0o600);
  try {
    const rest = createReadStream(path, {start});
    await namingFile(shorter, () => pipeline(rest, file.createWriteStream({flush: true})));
  } catch (error) {
    await rm(shorter, {force: true});
    throw error;
  }
  await rename(shorter, path);
}

function parseChange(text: string): RecordedChange | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isChange(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isChange(value: unknown): value is RecordedChange {
  const {at, system, person, fields} = (value ?? {}) as Record<string, unknown>;
  return (
    typeof at === 'string' &&
    typeof system === 'string' &&
    typeof person === 'string' &&
    Array.isArray(fields)
  );
}
