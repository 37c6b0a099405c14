// Bundles each program into one file: what bin/ starts, and what an image holds besides Node. A bundle starts in half the time.
//   node spec/build/bundle.mjs [PROGRAM ...]     dist/programs/PROGRAM/main.mjs; by default all of them
//   node spec/build/bundle.mjs --watch           bundles again what changes, until stopped
import {build, context} from 'esbuild';
import {bundleOptions, lateBundles} from './bundle-options.mjs';
import {copyExternal} from './copy-external.mjs';
import {programs as all} from './workspaces.mjs';

const given = process.argv.slice(2);
const isWatching = given.includes('--watch');
const named = given.filter(argument => argument !== '--watch');
const programs = named.length > 0 ? named : [...all.keys()];
const bundles = programs.flatMap(program => [bundleOptions(program), ...lateBundles(program)]);

copyExternal();
if (isWatching) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map(options => build(options)));
}
