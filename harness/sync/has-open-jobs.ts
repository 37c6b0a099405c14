import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

/** Whether an earlier run left a bulk job open, which its destination ends when it starts. */
export async function hasOpenJobs(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const journals = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')));
  return journals.some(text => text !== NONE);
}

// What is left when all jobs have ended.
const NONE = '[]';
