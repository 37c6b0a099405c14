// Lists every package that is installed for production with its license, by package-lock.json or the lock file that is
// given. Exit code 1 when one has a license that is not allowed.
import {readFileSync} from 'node:fs';
import {root} from './workspaces.mjs';

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

const lockFile = process.argv[2] ?? `${root}package-lock.json`;
const packages = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages)
  .filter(([path, {dev, link}]) => path.includes('node_modules/') && !dev && !link)
  .map(([path, {version, license = 'none'}]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    license,
  }));
const refused = packages.filter(({license}) => !isAllowed(license));

for (const {name, version, license} of packages) {
  process.stdout.write(`${license.padEnd(14)} ${name}@${version}\n`);
}
process.stdout.write(`${packages.length} packages for production\n`);
for (const {name, version, license} of refused) {
  process.stderr.write(`${name}@${version} has the license ${license}, which is not allowed\n`);
}
process.exitCode = refused.length > 0 ? 1 : 0;

// Of several licenses to choose from, one has to be allowed.
function isAllowed(license) {
  return license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some(one => ALLOWED.has(one));
}
