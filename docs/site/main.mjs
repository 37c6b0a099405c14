// Builds the documentation site into docs/site/dist/site. VitePress and typedoc are installed here on
// demand: with 100 MB they are no part of `npm ci`.
//   --check [FOLDER]   only looks for dead links, in the repository or in another folder
//   --pages FOLDER     only writes the pages, as VitePress gets them
//   --api              the API reference of the connector kit instead, into docs/site/dist/api
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {assemble} from './assemble.mjs';
import {deadLinks} from './links.mjs';
import {readPages} from './pages.mjs';
import {generateReference} from './reference.mjs';

const site = fileURLToPath(new URL('.', import.meta.url));
const repository = join(site, '../..');
const [option, folder] = process.argv.slice(2);

if (option === '--check') check(folder ?? repository);
else if (option === '--pages') writePages(resolve(folder));
else if (option === '--api') run('typedoc', ['--options', join(site, 'typedoc.json')]);
else build();

function check(root) {
  const isRepository = root === repository;
  const pages = readPages(root);
  const dead = [
    ...deadLinks(pages, root),
    // Pages of the repository may not lead to generated ones, which only the site has.
    ...(isRepository ? deadLinks(generateReference(), root, pages) : []),
  ];
  for (const line of dead) process.stderr.write(`${line}\n`);
  if (dead.length === 0) process.stdout.write(`${pages.size} pages; every link leads somewhere\n`);
  process.exitCode = dead.length === 0 ? 0 : 1;
}

function build() {
  check(repository);
  if (process.exitCode) return;
  writePages(join(site, 'dist/pages'));
  run('vitepress', ['build', site]);
  process.stdout.write(`The site is in ${join('docs/site/dist/site')}\n`);
}

function writePages(target) {
  const pages = new Map([...readPages(repository), ...generateReference()]);
  assemble({pages, root: repository, target});
}

function run(program, args) {
  if (!existsSync(join(site, 'node_modules/.bin', program))) install();
  const {status} = spawnSync(join(site, 'node_modules/.bin', program), args, {
    cwd: site,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function install() {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-workspaces'];
  const {status} = spawnSync('npm', args, {cwd: site, stdio: 'inherit'});
  if (status !== 0) process.exit(status ?? 1);
}
