import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type Import, importsOf, sourceFiles} from './fixtures/imports.js';
import {PRODUCTS, ROOT, WORKSPACES} from './fixtures/workspaces.js';

type Arrow = Pick<Import, 'from' | 'to'>;

interface Rule {
  name: string;
  /** The files that it is about. */
  of: (file: string) => boolean;
  allows: (each: Import) => boolean;
}

const files = [...PRODUCTS, 'test'].flatMap(folder => sourceFiles(folder));
const imports = files.flatMap(importsOf);
const ours = imports.filter(({to}) => !isForeign(to));

const CONNECTORS = PRODUCTS.filter(folder => existsSync(join(ROOT, folder, 'spec.json')));
const HEAVY = /^npm:(jsforce|yargs|jose|undici|ajv$|yaml|classic-level|pg)/;
const loadedAtStart = followEager(CONNECTORS.map(connector => `${connector}/main.ts`));

const RULES: readonly Rule[] = [
  ...WORKSPACES.map(folder => ({
    name: `${folder} imports other packages only by name, and lists them`,
    of: within(folder),
    allows: ({to, specifier}: Import) =>
      isForeign(to) || within(folder)(to) || isListed(folder, specifier),
  })),
  {
    name: 'nobody but the tests imports the tests',
    of: within(...PRODUCTS),
    allows: ({to}) => !within('test')(to),
  },
  {
    name: 'the tests import the emulators by their name',
    of: file => within('test')(file) && !within('test/emulators')(file),
    allows: ({to, specifier}) => !within('test/emulators')(to) || !specifier.startsWith('.'),
  },
  {
    name: 'an emulator imports nothing of ours, so that a misreading in a client cannot hide in it',
    of: within('test/emulators'),
    allows: ({to}) => isForeign(to) || within('test/emulators')(to),
  },
  ...['source-salesforce/salesforce', 'source-cohort/cohort'].map(client => ({
    name: `a client behind its door knows no connector: ${client}`,
    of: within(client),
    allows: ({to}: Import) => isForeign(to) || within(client, 'spec')(to),
  })),
  {
    name: 'heavy libraries are loaded only where they are used, so that spec answers at once',
    of: file => loadedAtStart.has(file),
    allows: ({to, kind}) => kind !== 'eager' || !HEAVY.test(to),
  },
];

test.each([...WORKSPACES, 'test'])('the imports of %s were found', folder => {
  expect(ours.some(({from}) => within(folder)(from))).toBe(true);
});

test.each(RULES.map(rule => [rule.name, rule] as const))('%s', (_, {of, allows}) => {
  const about = imports.filter(({from}) => of(from));
  expect(about).not.toEqual([]);
  expect(about.filter(each => !allows(each))).toEqual([]);
});

test('no file needs itself, through whatever others', () => {
  expect(circles(ours)).toEqual([]);
});

test('of two folders side by side one does not know the other', () => {
  expect(circles(ours.flatMap(sideBySide))).toEqual([]);
});

test('no program looks for a name from outside with "in", which also finds what every object inherits', () => {
  const product = files.filter(file => !within('test')(file) && !file.includes('/generated/'));
  const found = product.flatMap(file => {
    const code = withoutTexts(readFileSync(join(ROOT, file), 'utf8'));
    return [...code.matchAll(/.*\bin\b.*/g)].map(([line]) => `${file}: ${line.trim()}`);
  });
  // A literal on the left is a name of ours, which tells two types of ours apart.
  expect(found.filter(line => !/: .*''\s+in /.test(line))).toEqual([]);
});

function within(...folders: readonly string[]) {
  return (file: string) => folders.some(folder => file.startsWith(`${folder}/`));
}

function isForeign(to: string): boolean {
  return to.startsWith('npm:');
}

function isListed(folder: string, specifier: string): boolean {
  const text = readFileSync(join(ROOT, folder, 'package.json'), 'utf8');
  const {dependencies = {}} = JSON.parse(text) as {dependencies?: Record<string, string>};
  return Object.hasOwn(dependencies, specifier.split('/').slice(0, 2).join('/'));
}

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
function sideBySide(arrow: Arrow): Arrow[] {
  const [from, to] = [arrow.from.split('/'), arrow.to.split('/')];
  const depth = from.findIndex((name, index) => name !== to[index]) + 1;
  const isFolders = depth > 0 && from.length > depth && to.length > depth;
  return isFolders
    ? [{from: from.slice(0, depth).join('/'), to: to.slice(0, depth).join('/')}]
    : [];
}

/** The files that these files load before they do anything, and they themselves. */
function followEager(mains: readonly string[]): Set<string> {
  const loaded = new Set(mains);
  for (const file of loaded)
    for (const {from, to, kind} of ours) if (from === file && kind === 'eager') loaded.add(to);
  return loaded;
}
