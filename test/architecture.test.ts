import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {expect, test} from 'vitest';
import {ROOT as root, WORKSPACES} from './fixtures/workspaces.js';

const SCOPE = '@cohort-salesforce/';

interface Manifest {
  name: string;
  exports: Record<string, {source: string}>;
  dependencies?: Record<string, string>;
}

const manifests = new Map(
  WORKSPACES.map(folder => [folder, readJson(`${folder}/package.json`) as Manifest]),
);
const byName = new Map([...manifests].map(([folder, {name}]) => [name, folder]));
const FOLDERS = [...WORKSPACES, 'test'];

const CONNECTORS = WORKSPACES.filter(folder => existsSync(join(root, folder, 'spec.json')));
const HEAVY = /^npm:(jsforce|yargs|jose|undici|ajv$|yaml|classic-level|pg)/;

interface Arrow {
  from: string;
  to: string;
}

interface Import extends Arrow {
  /** As the file writes it. */
  specifier: string;
  /** Loaded with its file, loaded when asked for, or gone when the program runs. */
  kind: 'eager' | 'lazy' | 'type';
}

const files = [...new Set(FOLDERS.flatMap(sourceFiles))];
const imports = files.flatMap(importsOf);
const ours = imports.filter(({to}) => !to.startsWith('npm:'));

test('the imports of every folder were found', () => {
  for (const folder of FOLDERS)
    expect(ours.some(({from}) => from.startsWith(`${folder}/`))).toBe(true);
});

test.each(WORKSPACES)('%s imports other packages only by name, and lists them', folder => {
  const outside = imports.filter(
    ({from, to, specifier}) =>
      from.startsWith(`${folder}/`) && !to.startsWith(`${folder}/`) && isOurs(to, specifier),
  );
  const dependencies = manifests.get(folder)?.dependencies ?? {};
  const isListed = (specifier: string) =>
    Object.hasOwn(dependencies, specifier.split('/').slice(0, 2).join('/'));
  expect(
    outside
      .filter(({specifier}) => !isListed(specifier))
      .map(({from, specifier}) => `${from} imports ${specifier}`),
  ).toEqual([]);
});

test('nobody but the tests imports the tests', () => {
  expect(ours.filter(({from, to}) => to.startsWith('test/') && !from.startsWith('test/'))).toEqual(
    [],
  );
});

test('an emulator imports nothing of ours, so that a misreading in a client cannot hide in it', () => {
  const fromEmulators = ours.filter(({from}) => from.startsWith('test/emulators/'));
  expect(fromEmulators.filter(({to}) => !to.startsWith('test/emulators/'))).toEqual([]);
});

test('a client behind its door knows no connector', () => {
  for (const client of ['source-salesforce/salesforce', 'source-cohort/cohort']) {
    const fromClient = ours.filter(({from}) => from.startsWith(`${client}/`));
    expect(
      fromClient.filter(({to}) => !to.startsWith(`${client}/`) && !to.startsWith('spec/')),
    ).toEqual([]);
  }
});

test('heavy libraries are loaded only where they are used, so that spec answers at once', () => {
  const eager = new Set(loadedAtStart(CONNECTORS.map(connector => `${connector}/main.ts`)));
  const heavy = imports.filter(
    ({from, to, kind}) => eager.has(from) && kind === 'eager' && HEAVY.test(to),
  );
  expect(heavy).toEqual([]);
});

test('no file needs itself, through whatever others', () => {
  expect(circles(ours)).toEqual([]);
});

test('of two folders side by side one does not know the other', () => {
  const between = ours.flatMap(({from, to}) => sideBySide(from.split('/'), to.split('/')));
  expect(circles(between)).toEqual([]);
});

test('no program looks for a name from outside with "in", which also finds what every object inherits', () => {
  const product = files.filter(file => !file.startsWith('test/') && !file.includes('/generated/'));
  const found = product.flatMap(file => {
    const code = withoutTexts(readFileSync(join(root, file), 'utf8'));
    return [...code.matchAll(/.*\bin\b.*/g)].map(([line]) => `${file}: ${line.trim()}`);
  });
  // A literal on the left is a name of ours, which tells two types of ours apart.
  expect(found.filter(line => !/: .*''\s+in /.test(line))).toEqual([]);
});

/** Code without comments and without what stands in quotes; a name in quotes leaves the quotes. */
function withoutTexts(code: string): string {
  const texts =
    /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|(?<=[=(,:?&|!]\s*)\/(?:[^/\\\n]|\\.)+\/[a-z]*/g;
  return code.replace(texts, text => (/^['"]/.test(text) ? "''" : ''));
}

/** What is left of the arrows when those from where none arrives and to where none goes on are taken away. */
function circles(arrows: readonly Arrow[]): readonly Arrow[] {
  const starts = new Set(arrows.map(({from}) => from));
  const ends = new Set(arrows.map(({to}) => to));
  const left = arrows.filter(({from, to}) => ends.has(from) && starts.has(to));
  return left.length === arrows.length ? left : circles(left);
}

/** The two folders in which two files are, below the last that both are in; a file of that one is in none. */
function sideBySide(from: readonly string[], to: readonly string[]): Arrow[] {
  const depth = from.findIndex((name, index) => name !== to[index]) + 1;
  const isFolders = depth > 0 && from.length > depth && to.length > depth;
  return isFolders
    ? [{from: from.slice(0, depth).join('/'), to: to.slice(0, depth).join('/')}]
    : [];
}

/** The files that these files load before they do anything. */
function loadedAtStart(mains: readonly string[]): string[] {
  const loaded = [...mains];
  for (const file of loaded) {
    const next = ours.filter(({from, kind}) => from === file && kind === 'eager');
    for (const {to} of next) if (!loaded.includes(to)) loaded.push(to);
  }
  return loaded;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s(type\s)?(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/gm,
  );
  const lazy = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, specifier = '']) => ({
      from: file,
      to: resolve(file, specifier),
      specifier,
      kind: type ? ('type' as const) : ('eager' as const),
    })),
    ...[...lazy].map(([, specifier = '']) => ({
      from: file,
      to: resolve(file, specifier),
      specifier,
      kind: 'lazy' as const,
    })),
  ];
}

/** The file that a specifier names; `npm:NAME` for a package that is not ours. */
function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return relative(root, join(root, dirname(file), specifier)).replace(/\.js$/, '.ts');
  }
  if (!specifier.startsWith(SCOPE)) return `npm:${specifier}`;
  const [scope, name, ...rest] = specifier.split('/');
  const folder = byName.get(`${scope}/${name}`) ?? '';
  const entry = manifests.get(folder)?.exports[['.', ...rest].join('/')];
  if (!entry) throw new Error(`${file} imports ${specifier}, which ${folder} does not export`);
  return join(folder, entry.source);
}

function isOurs(to: string, specifier: string): boolean {
  return !to.startsWith('npm:') || specifier.startsWith(SCOPE);
}

function readJson(file: string) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}
