import {readRuns} from './run-history.js';

const MOVING: ReadonlySet<string> = new Set(['import', 'export', 'sync']);

/**
 * How old a change may be that no run has moved yet, in seconds: what changed since the start of the last good run may
 * have been missed by it. Undefined before the first good run.
 */
export async function findLag(folder: string, now = Date.now()): Promise<number | undefined> {
  const runs = await readRuns(folder);
  const last = runs.findLast(({command, status}) => MOVING.has(command) && status === 'succeeded');
  return last && (now - Date.parse(last.started)) / 1000;
}
