import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = [
  'spec',
  'source-salesforce',
  'destination-salesforce',
  'source-cohort',
  'destination-cohort',
  'harness',
  'test',
];

// Importer -> the doors of other folders that it may import. Its own files it may always import.
const DOORS: Record<string, readonly string[]> = {
  spec: [],
  'source-salesforce': ['spec/index.ts', 'spec/http/index.ts'],
  'destination-salesforce': [
    'spec/index.ts',
    'spec/http/index.ts',
    'spec/baseline/index.ts',
    'source-salesforce/salesforce/index.ts',
  ],
  'source-cohort': ['spec/index.ts', 'spec/http/index.ts'],
  'destination-cohort': [
    'spec/index.ts',
    'spec/http/index.ts',
    'spec/baseline/index.ts',
    'source-cohort/cohort/index.ts',
  ],
  harness: ['spec/index.ts', 'spec/http/index.ts', 'spec/baseline/index.ts'],
};

const CONNECTORS = FOLDERS.filter(folder => /^(source|destination)-/.test(folder));
const HEAVY = /^npm:(jsforce|yargs|jose|undici|ajv$|yaml|classic-level|pg)/;

interface Arrow {
  from: string;
  to: string;
}

interface Import extends Arrow {
  /** Loaded with its file, loaded when asked for, or gone when the program runs. */
  kind: 'eager' | 'lazy' | 'type';
}

const files = FOLDERS.flatMap(sourceFiles);
const imports = files.flatMap(importsOf);
const ours = imports.filter(({to}) => !to.startsWith('npm:'));

test('the imports of every folder were found', () => {
  for (const folder of FOLDERS)
    expect(ours.some(({from}) => from.startsWith(`${folder}/`))).toBe(true);
});

test.each(Object.entries(DOORS))(
  '%s imports other folders only through their doors',
  (folder, doors) => {
    const outside = ours.filter(
      ({from, to}) => from.startsWith(`${folder}/`) && !to.startsWith(`${folder}/`),
    );
    expect(outside.filter(({to}) => !doors.includes(to))).toEqual([]);
  },
);

test('nobody but the tests imports the tests', () => {
  expect(ours.filter(({from, to}) => to.startsWith('test/') && !from.startsWith('test/'))).toEqual(
    [],
  );
});

test('an emulator imports nothing of ours, so that a misreading in a client cannot hide in it', () => {
  const fromEmulators = ours.filter(
    ({from}) => from.startsWith('test/emulators/') && !from.endsWith('.test.ts'),
  );
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
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
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
      kind: type ? ('type' as const) : ('eager' as const),
    })),
    ...[...lazy].map(([, specifier = '']) => ({
      from: file,
      to: resolve(file, specifier),
      kind: 'lazy' as const,
    })),
  ];
}

function resolve(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return `npm:${specifier}`;
  return relative(root, join(root, dirname(file), specifier)).replace(/\.js$/, '.ts');
}
