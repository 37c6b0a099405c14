// Puts built programs into one file each, with everything they need: what an image holds besides Node.
//   node spec/build/bundle.mjs [PROGRAM ...]     dist/images/PROGRAM/main.mjs; by default all of them
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const ALL = ['source-salesforce', 'destination-salesforce', 'source-cohort', 'destination-cohort'];
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const programs = process.argv.length > 2 ? process.argv.slice(2) : ALL;

for (const program of programs) {
  await build({
    entryPoints: [`${dist}${program}/main.js`],
    outfile: `${dist}images/${program}/main.mjs`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minifySyntax: true,
    legalComments: 'eof',
    logLevel: 'warning',
    // Some dependencies are CommonJS and call `require` for Node's own modules.
    banner: {
      js: "import {createRequire as createRequireOfNode} from 'node:module'; const require = createRequireOfNode(import.meta.url);",
    },
  });
}
