import {readdirSync, statSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {execute} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const node = (...args: string[]) => execute(process.execPath, args);

test('every link of every page leads to a file, and every anchor to a heading', async () => {
  const {code, stderr} = await node('docs/site/main.mjs', '--check');
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('a link to no file, no heading or no image is reported with its page', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'docs'));
  await writeFile(
    join(folder, 'README.md'),
    '# One\n\n## Two `words`\n\n```sh\n[not](a-link.md)\n```\n',
  );
  const page = [
    '[good](../README.md#two-words)',
    '[no file](missing.md)',
    '[no heading](../README.md#three)',
    '![no picture](missing.png)',
    '[no heading here](#nowhere)',
  ];
  await writeFile(join(folder, 'docs/page.md'), page.join('\n'));
  const {code, stderr} = await node('docs/site/main.mjs', '--check', folder);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    'docs/page.md: missing.md: there is no such file',
    'docs/page.md: ../README.md#three: no heading has the anchor #three',
    'docs/page.md: missing.png: there is no such file',
    'docs/page.md: #nowhere: no heading has the anchor #nowhere',
  ]);
});

test('the reference has each setting of the connection and of the connectors', async () => {
  const folder = await temporaryFolder();
  expect((await node('docs/site/main.mjs', '--pages', folder)).stderr).toBe('');
  const connection = await readFile(join(folder, 'reference/connection.md'), 'utf8');
  const connector = await readFile(join(folder, 'reference/destination-cohort.md'), 'utf8');
  for (const key of ['import.fields', 'cohort.channel', 'limits.max_changes', 'export.where[].op'])
    expect(connection).toMatch(new RegExp(`^#+ \`${key.replace(/[[\].]/g, '\\$&')}\`$`, 'm'));
  const {connectionSpecification} = JSON.parse(
    await readFile('destination-cohort/spec.json', 'utf8'),
  );
  for (const key of Object.keys(connectionSpecification.properties))
    expect(connector).toMatch(new RegExp(`^#+ \`${key}\`$`, 'm'));
  // What is shared by several specs is put in where it is used.
  expect(connector).toContain('secret');
  expect(`${connection}${connector}`).not.toMatch(/undefined|\[object|\$ref/);
});

test('the pages of the site lead to each other, and the side bar lists every how-to page', async () => {
  const folder = await temporaryFolder();
  const pages = join(folder, 'pages');
  await node('docs/site/main.mjs', '--pages', pages);
  const {code, stderr} = await node('docs/site/main.mjs', '--check', pages);
  expect([code, stderr]).toEqual([0, '']);
  const sidebar = parse(await readFile(join(folder, 'sidebar.json'), 'utf8'));
  const links = JSON.stringify(sidebar);
  const index = await readFile('docs/README.md', 'utf8');
  const howTo = [...index.matchAll(/\((how-to\/[\w-]+)\.md\)/g)].map(([, path = '']) => path);
  expect(howTo.length).toBeGreaterThan(8);
  for (const path of howTo) expect(links).toContain(`"/${path}"`);
});

test('no picture takes more than 150 KB', () => {
  for (const name of readdirSync('docs/tutorial'))
    expect([name, statSync(`docs/tutorial/${name}`).size < 150_000]).toEqual([name, true]);
});
