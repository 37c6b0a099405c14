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

/**
 * The programs and where each begins: a package's `main.ts` is the program of its name; further ones
 * are listed in its package.json as `programs`.
 */
export const programs = new Map(
  workspaces.flatMap(folder => {
    const {programs: more = {}} = readJson(`${folder}/package.json`);
    const main = existsSync(`${root}${folder}/main.ts`) ? [[folder, `${folder}/main.ts`]] : [];
    return [...main, ...Object.entries(more).map(([name, file]) => [name, `${folder}/${file}`])];
  }),
);

export function readJson(file) {
  return JSON.parse(readFileSync(root + file, 'utf8'));
}
