import {EXTERNAL} from './copy-external.mjs';
import {programs, root} from './workspaces.mjs';

/** How a program becomes `dist/programs/PROGRAM/main.mjs`. */
export function bundleOptions(program) {
  return {
    entryPoints: [`${root}${programs.get(program)}`],
    conditions: ['source'],
    outfile: `${root}dist/programs/${program}/main.mjs`,
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
  };
}
