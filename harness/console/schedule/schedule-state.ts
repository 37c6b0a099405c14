import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeFileAtomically} from '../../store/write-file-atomically.js';

/** What the console remembers of a connection's schedule, in the connection's folder. */
export interface ScheduleState {
  isPaused: boolean;
}

const FILE = 'schedule.json';

export async function readScheduleState(folder: string): Promise<ScheduleState> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '{}');
  const {isPaused} = parse(text);
  return {isPaused: isPaused === true};
}

export async function pauseSchedule(folder: string, isPaused: boolean): Promise<void> {
  await mkdir(folder, {recursive: true, mode: 0o700});
  const state: ScheduleState = {isPaused};
  await writeFileAtomically(join(folder, FILE), `${JSON.stringify(state)}\n`);
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? {...value} : {};
  } catch {
    return {};
  }
}
