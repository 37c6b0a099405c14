// Bundles each program into one file: what bin/ starts, and what an image holds besides Node. A bundle starts in half the time.
//   node spec/build/bundle.mjs [PROGRAM ...]     dist/programs/PROGRAM/main.mjs; by default all of them
import {cpSync, readdirSync, readFileSync} from 'node:fs';
import {build} from 'esbuild';
import {programs as all, root} from './workspaces.mjs';

const dist = `${root}dist/`;
const modules = `${root}node_modules/`;
const programs = process.argv.length > 2 ? process.argv.slice(2) : all;

// Its compiled part lies beside its JavaScript, so it cannot be bundled.
const EXTERNAL = 'classic-level';
const LINUX = /^linux-(x64|arm64)$/;

await Promise.all(programs.map(bundle));
for (const name of withDependencies([EXTERNAL])) copyPackage(name);

function bundle(program) {
  return build({
    entryPoints: [`${root}${program}/main.ts`],
    conditions: ['source'],
    outfile: `${dist}programs/${program}/main.mjs`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minifySyntax: true,
    legalComments: 'eof',
    logLevel: 'warning',
    external: [EXTERNAL],
    // Some dependencies are CommonJS and call `require` for Node's own modules.
    banner: {
      js: "import {createRequire as createRequireOfNode} from 'node:module'; const require = createRequireOfNode(import.meta.url);",
    },
  });
}

function withDependencies(names) {
  const all = new Set(names);
  for (const name of all) {
    const {dependencies = {}} = JSON.parse(readFileSync(`${modules}${name}/package.json`, 'utf8'));
    for (const dependency of Object.keys(dependencies)) all.add(dependency);
  }
  return all;
}

// For the images, which run on Linux: sources and other systems' binaries stay away.
function copyPackage(name) {
  for (const entry of readdirSync(`${modules}${name}`)) {
    if (/^(deps|binding\..*|.*\.md|node_modules)$/.test(entry) && entry !== 'binding.js') continue;
    const isOther = path => {
      const platform = /\/prebuilds\/([^/]+)/.exec(path)?.[1];
      return platform !== undefined && !LINUX.test(platform);
    };
    const target = `${dist}programs/node_modules/${name}/${entry}`;
    cpSync(`${modules}${name}/${entry}`, target, {recursive: true, filter: path => !isOther(path)});
  }
}
