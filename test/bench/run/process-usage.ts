import {readFile} from 'node:fs/promises';
import type {ProcessUsage} from '../result.js';

/** Linux counts CPU time for programs in hundredths of a second, whatever its own clock does. */
const TICKS_PER_SECOND = 100;

/** What a process that still runs has used so far. */
export async function readProcessUsage(
  pid: number | undefined,
): Promise<Omit<ProcessUsage, 'program'>> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')'))
    .split(' ')
    .slice(12, 14)
    .map(Number);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const peak = Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]);
  return {cpuSeconds: (user + system) / TICKS_PER_SECOND, peakMegabytes: peak / 1024};
}
