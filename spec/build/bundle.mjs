// Bundles each program into one file: what bin/ starts, and what an image holds besides Node. A bundle starts in half the time.
//   node spec/build/bundle.mjs [PROGRAM ...]     dist/programs/PROGRAM/main.mjs; by default all of them
import {cpSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const ALL = [
  'source-salesforce',
  'destination-salesforce',
  'source-cohort',
  'destination-cohort',
  'harness',
];
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const programs = process.argv.length > 2 ? process.argv.slice(2) : ALL;

// Its compiled part lies beside its JavaScript, so it cannot be bundled.
const EXTERNAL = 'classic-level';
const LINUX = /^linux-(x64|arm64)$/;

await Promise.all(programs.map(bundle));
for (const name of withDependencies([EXTERNAL])) copyPackage(name);

function bundle(program) {
  return build({
    entryPoints: [`${dist}${program}/main.js`],
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
