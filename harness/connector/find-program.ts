import {existsSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

/** A program and its first arguments; the command (`read`, `write`...) follows. */
export interface Program {
  /** What people and reports call it. */
  name: string;
  command: readonly string[];
  /** An image to run instead of a program. */
  image?: string;
}

const IMAGE = 'image:';

/** What someone gave as a connector: `image:NAME`, a script for Node, or any executable file. */
export function toProgram(given: string): Program {
  if (given.startsWith(IMAGE)) {
    const image = given.slice(IMAGE.length);
    return {name: basename(image).replace(/[:@].*$/, ''), command: [], image};
  }
  const name = nameOf(given);
  // A bare name is looked up in PATH; a path counts from here, wherever the connector runs.
  const path = given.includes('/') ? resolve(given) : given;
  return {name, command: /\.[cm]?js$/.test(given) ? [process.execPath, path] : [path]};
}

// A connector's folder says more than its `main.js`.
function nameOf(path: string): string {
  const name = basename(path).replace(/\.[cm]?js$/, '');
  return /^(main|index)$/.test(name) ? basename(dirname(resolve(path))) : name;
}

/** The built program of one of this package's own connectors. */
export function packagedProgram(name: string): Program {
  const main = join(packageRoot(), 'dist', 'programs', name, 'main.mjs');
  return {name, command: [process.execPath, main]};
}

/** The folder that holds the built programs: the checkout's, or the installed package's. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'dist', 'programs'))) {
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return folder;
}
