// The packages of this repository: every folder at the top that has a package.json.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of each package, such as `source-salesforce`. */
export const workspaces = readdirSync(root).filter(
  folder => folder !== 'node_modules' && existsSync(`${root}${folder}/package.json`),
);

/** The packages that are connectors: each has a `spec.json`. */
export const connectors = workspaces.filter(folder => existsSync(`${root}${folder}/spec.json`));

/** The packages that can be started: each has a `main.ts`. */
export const programs = workspaces.filter(folder => existsSync(`${root}${folder}/main.ts`));

export function readJson(file) {
  return JSON.parse(readFileSync(root + file, 'utf8'));
}
