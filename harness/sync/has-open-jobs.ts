import {readdir} from 'node:fs/promises';

/** Whether an earlier run left a bulk job open, which its destination ends when it starts. */
export async function hasOpenJobs(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}
