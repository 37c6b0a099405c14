// The next version from the changesets, without publishing anything. Changesets itself (npx) decides which
// version comes next; this puts their texts into CHANGELOG.md and the version everywhere else.
//   --root FOLDER     another checkout
//   --dry-run         only says what the changesets are
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {root as here} from './workspaces.mjs';

const {values} = parseArgs({
  options: {root: {type: 'string', default: here}, 'dry-run': {type: 'boolean', default: false}},
});
const {root} = values;
const CHANGESETS = '@changesets/cli@2.31.1';

const lines = changes();
if (lines.length === 0) throw new Error('There is no changeset in .changeset: nothing to release.');
process.stdout.write(lines.map(line => `- ${line}\n`).join(''));
if (!values['dry-run']) release();

function release() {
  const before = versionOf('package.json');
  execFileSync('npx', ['--yes', CHANGESETS, 'version'], {cwd: root, stdio: 'inherit'});
  const after = versionOf('spec/package.json');
  if (after === before) throw new Error(`Changesets left the version at ${before}.`);
  writeChangelog(after);
  for (const file of readdirSync(root, {recursive: true}).filter(hasVersion))
    replaceVersion(file, before, after);
  execFileSync(
    'npm',
    ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
    {cwd: root, stdio: 'inherit'},
  );
  process.stdout.write(
    `Version ${after}. Read CHANGELOG.md, run npm run release:dry-run, commit, and tag v${after}.\n`,
  );
}

/** The text of each changeset, on one line. */
function changes() {
  const folder = join(root, '.changeset');
  const files = readdirSync(folder).filter(name => /\.md$/.test(name) && name !== 'README.md');
  return files.sort().map(name => {
    const [, text] =
      /^---\n[\s\S]*?\n---\n([\s\S]+)$/.exec(readText(join('.changeset', name))) ?? [];
    if (!text?.trim()) throw new Error(`.changeset/${name} has no text for the changelog.`);
    return text.trim().replace(/\s*\n\s*/g, ' ');
  });
}

function writeChangelog(version) {
  const text = readText('CHANGELOG.md');
  const heading = '## Unreleased\n\n';
  if (!text.includes(heading)) throw new Error('CHANGELOG.md has no "## Unreleased".');
  const added = lines.map(line => `- ${line}\n`).join('');
  writeText(
    'CHANGELOG.md',
    text
      .replace(heading, `${heading}## ${version}\n\n${added}`)
      .replace(/^(From \S+ to )Unreleased:/m, `$1${version}:`),
  );
}

/** Where the version is written besides the workspaces' package.json. */
function hasVersion(file) {
  return (
    file === 'package.json' ||
    /^[\w-]+\/(Dockerfile|metadata\.yaml)$/.test(file) ||
    /^(docs\/running\/[\w-]+\.md|spec\/README\.md|spec\/examples\/[\w-]+\/package\.json)$/.test(
      file,
    )
  );
}

function replaceVersion(file, before, after) {
  const whole = new RegExp(`(?<![\\d.])${before.replaceAll('.', '\\.')}(?![\\d.]*\\d)`, 'g');
  writeText(file, readText(file).replace(whole, after));
}

function versionOf(file) {
  return JSON.parse(readText(file)).version;
}

function readText(file) {
  return readFileSync(join(root, file), 'utf8');
}

function writeText(file, text) {
  writeFileSync(join(root, file), text);
}
