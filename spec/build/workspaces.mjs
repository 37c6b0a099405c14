// The packages of this repository: every folder at the top or in test/ that has a package.json.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The packages that programs consist of, such as `source-salesforce`. */
const products = packagesIn('');

/** The folder of each package, those that only tests use included: `test/emulators`. */
export const workspaces = [...products, ...packagesIn('test/')];

/** The packages that are connectors: each has a `spec.json`. */
export const connectors = workspaces.filter(folder => existsSync(`${root}${folder}/spec.json`));

/**
 * The programs and where each begins: a package's `main.ts` is the program of its name; further ones
 * are listed in its package.json as `programs`.
 */
export const programs = new Map(
  products.flatMap(folder => {
    const {programs: more = {}} = readJson(`${folder}/package.json`);
    const main = existsSync(`${root}${folder}/main.ts`) ? [[folder, `${folder}/main.ts`]] : [];
    return [...main, ...Object.entries(more).map(([name, file]) => [name, `${folder}/${file}`])];
  }),
);

export function readJson(file) {
  return JSON.parse(readFileSync(root + file, 'utf8'));
}

// A copy may be without test/.
function packagesIn(parent) {
  if (!existsSync(root + parent)) return [];
  return readdirSync(root + parent)
    .map(name => parent + name)
    .filter(folder => folder !== 'node_modules' && existsSync(`${root}${folder}/package.json`));
}
