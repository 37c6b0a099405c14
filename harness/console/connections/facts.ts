import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {toConnectorError} from '@cohort-salesforce/spec';
import {folderOf} from '../../connection/connection-folder.js';
import {parseSchedule, type Schedule} from '../../connection/parse-schedule.js';
import {readConnection} from '../../connection/read-connection.js';
import type {Connection} from '../../generated/types.js';
import {withoutHiddenFolders} from '../../report/hidden-folders.js';
import {countPeople, type People} from '../../store/count-people.js';
import {countRejects, type Rejects} from '../../store/count-rejects.js';
import {findHolder} from '../../store/lock.js';
import {type PastRun, readRuns} from '../../store/run-history.js';
import {readScheduleState} from '../schedule/schedule-state.js';
import type {ConnectionFile} from './find-connections.js';

/** What the console shows of a connection without starting anything. */
export interface ConnectionFacts extends ConnectionFile {
  folder: string;
  /** Undefined if the file is not valid. */
  connection: Connection | undefined;
  /** Why the file is not valid. */
  problem: string | undefined;
  /** Oldest first, of every command that is kept in the history. */
  runs: readonly PastRun[];
  rejects: readonly Rejects[];
  people: People;
  /** A run of this connection is under way, started by the console or by anybody else. */
  isRunning: boolean;
  isPaused: boolean;
  /** When the schedule is due next, in milliseconds since 1970; undefined without one. */
  nextRun: number | undefined;
}

const MOVING: ReadonlySet<string> = new Set(['import', 'export', 'sync', 'retry-rejects']);

/** Whether a past run moved people; the history also has plans and checks. */
export function isMoving({command}: Pick<PastRun, 'command'>): boolean {
  return MOVING.has(command);
}

type Counted = Pick<ConnectionFacts, 'runs' | 'rejects' | 'people'>;

// Counting people and rejected records reads files; they change only when a run ends.
const counted = new Map<string, {version: string; counts: Counted}>();

export async function readFacts(file: ConnectionFile): Promise<ConnectionFacts> {
  const folder = folderOf(file.path);
  const read = await readValid(file.path);
  const holder = await findHolder(join(folder, 'lock')).catch(() => undefined);
  const isRunning = holder?.isAtWork ?? false;
  const counts = await count(folder, isRunning);
  const {isPaused} = await readScheduleState(folder);
  return {
    ...file,
    folder,
    ...read,
    ...counts,
    isRunning,
    isPaused,
    nextRun: read.schedule?.after(lastStart(counts.runs)),
  };
}

async function readValid(path: string): Promise<{
  connection: Connection | undefined;
  problem: string | undefined;
  schedule?: Schedule | undefined;
}> {
  try {
    const {connection} = await readConnection(path);
    const {schedule} = connection;
    return {
      connection,
      problem: undefined,
      schedule: schedule ? parseSchedule(schedule) : undefined,
    };
  } catch (error) {
    return {connection: undefined, problem: withoutHiddenFolders(toConnectorError(error).message)};
  }
}

async function count(folder: string, isBusy: boolean): Promise<Counted> {
  const version = await versionOf(folder);
  const known = counted.get(folder);
  if (known && (known.version === version || isBusy)) return known.counts;
  const rejects = await countRejects(join(folder, 'rejects'));
  const people = await countPeople(folder, {isBusy, rejects}).catch(() => ({rejected: 0}));
  const counts = {runs: await readRuns(folder), rejects, people};
  if (!isBusy) counted.set(folder, {version, counts});
  return counts;
}

async function versionOf(folder: string): Promise<string> {
  const files = ['runs.jsonl', 'rejects', 'baseline'];
  const times = await Promise.all(
    files.map(name =>
      stat(join(folder, name)).then(
        ({mtimeMs, size}) => `${mtimeMs}/${size}`,
        () => '',
      ),
    ),
  );
  return times.join(' ');
}

function lastStart(runs: readonly PastRun[]): number {
  const last = runs.findLast(({command}) => command === 'sync');
  return last === undefined ? 0 : Date.parse(last.started);
}
