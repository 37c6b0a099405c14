// A release without publishing it: packs the package, has npm check it as for publishing, installs it in
// an empty folder and runs every program from there. Needs the registry, for the dependencies.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {readJson, root, workspaces} from './workspaces.mjs';

const {name, version, bin} = readJson('package.json');
const folder = mkdtempSync(join(tmpdir(), 'release-'));

try {
  const [{filename, files, size}] = JSON.parse(
    run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
  );
  const shipped = new Set(files.map(({path}) => path));
  checkLinks(shipped);
  say(
    `${filename}: ${files.length} files, ${Math.round(size / 1024)} KiB; every page's links work`,
  );
  for (const published of ['.', ...workspaces].filter(isPublished)) checkPublish(published);
  run('npm', ['init', '--yes'], folder);
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, filename)],
    folder,
  );
  for (const program of Object.keys(bin)) checkProgram(program);
} finally {
  rmSync(folder, {recursive: true, force: true});
}

// The workspaces are parts of one package, and private; one that is published some day is checked from then on.
function isPublished(path) {
  return readJson(join(path, 'package.json')).private !== true;
}

function checkPublish(path) {
  run('npm', ['publish', '--dry-run', '--ignore-scripts', '--access', 'public'], join(root, path));
  const {name: published, version: its} = readJson(join(path, 'package.json'));
  say(`npm publish --dry-run of ${published} ${its}: nothing to complain about`);
}

function checkProgram(program) {
  const path = join(folder, 'node_modules/.bin', program);
  const isConnector = /^(source|destination)-/.test(program);
  const said = run(path, isConnector ? ['spec'] : ['--help'], folder);
  if (isConnector && JSON.parse(said).type !== 'SPEC') throw new Error(`${program} spec: ${said}`);
  say(`${program} of ${name} ${version} runs in an empty folder`);
}

/** A page in the package leads only to files in the package, and to addresses. */
function checkLinks(shipped) {
  const pages = [...shipped].filter(path => path.endsWith('.md'));
  const missing = pages.flatMap(page => {
    const text = readFileSync(root + page, 'utf8').replace(/```.*?```/gs, '');
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link);
    const local = links.filter(link => !/^[a-z]+:/.test(link));
    return local.map(link => [page, join(dirname(page), link)]);
  });
  const broken = missing.filter(([, path]) => !shipped.has(path) && !isInRepository(path));
  if (broken.length > 0) throw new Error(`links that lead nowhere: ${JSON.stringify(broken)}`);
}

// Sources are not in the package: npm's page leads to them in the repository.
function isInRepository(path) {
  return !path.endsWith('.md') && existsSync(root + path);
}

function run(file, args, cwd) {
  return execFileSync(file, args, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
