import {resolve} from 'node:path';

/** The folder of a connection: beside it, named after it. */
export function folderOf(connectionPath: string): string {
  return resolve(connectionPath.replace(/\.ya?ml$/, '')).concat('.sync');
}
