import {readdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';

/** A connection file in the console's folder. */
export interface ConnectionFile {
  /** The file's name without its suffix, as it stands in addresses. */
  name: string;
  path: string;
}

const CONNECTION = /^([A-Za-z0-9][\w .-]{0,99})\.ya?ml$/;
const SECRETS = /\.secrets\.ya?ml$/;

/** The connections of a folder, by name. Files with secrets are left out. */
export async function findConnections(folder: string): Promise<ConnectionFile[]> {
  const names = await readdir(folder);
  return names.sort().flatMap(file => {
    const name = CONNECTION.exec(file)?.[1];
    if (name === undefined || SECRETS.test(file)) return [];
    return [{name, path: resolve(join(folder, file))}];
  });
}
