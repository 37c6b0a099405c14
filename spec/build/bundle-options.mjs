import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {EXTERNAL} from './copy-external.mjs';
import {programs, root} from './workspaces.mjs';

/** By program: what lies beside it in a bundle of its own, because it is loaded only on request and is large. */
const LATE_MODULES = {harness: {'./otlp.js': 'harness/telemetry/otlp.ts'}};
/** Replacements for files of dependencies of which the programs use little: programs start in three quarters of the time. */
const SMALLER_MODULES = {
  'undici/index.js': 'undici-client.cjs',
  'undici/lib/dispatcher/client-h2.js': 'undici-http2.cjs',
  'jsforce/lib/request.js': 'jsforce-request.cjs',
  'form-data/lib/form_data.js': 'jsforce-form-data.cjs',
};

// npm leaves it out on an older Node than it needs: then programs look for it when they need it, and say so.
function notInstalled() {
  return existsSync(`${root}node_modules/pg-boss`) ? [] : ['pg-boss'];
}

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
    external: [...EXTERNAL, ...notInstalled()],
    // Where aliases are resolved, wherever the build was started.
    absWorkingDir: root,
    // yargs lays out its help at every command, with a library that takes 50 ms on Node 20, as it comes twice.
    alias: {'string-width': 'fast-string-width'},
    plugins: [smallerModules, lateModules(program)],
    // Some dependencies are CommonJS and call `require` for Node's own modules.
    banner: {
      js: "import {createRequire as createRequireOfNode} from 'node:module'; const require = createRequireOfNode(import.meta.url);",
    },
  };
}

/** How a late module of a program becomes a file beside it. */
export function lateBundles(program) {
  return Object.entries(LATE_MODULES[program] ?? {}).map(([name, path]) => ({
    ...bundleOptions(program),
    plugins: [smallerModules],
    entryPoints: [root + path],
    outfile: `${root}dist/programs/${program}/${toFile(name)}`,
  }));
}

const smallerModules = {
  name: 'smaller-modules',
  setup({onLoad}) {
    for (const [name, file] of Object.entries(SMALLER_MODULES)) {
      const filter = new RegExp(`/node_modules/${name.replaceAll('.', '[.]')}$`);
      onLoad({filter}, async () => ({
        contents: await readFile(new URL(file, import.meta.url), 'utf8'),
        resolveDir: import.meta.dirname,
      }));
    }
  },
};

function lateModules(program) {
  const names = Object.keys(LATE_MODULES[program] ?? {});
  return {
    name: 'late-modules',
    setup({onResolve}) {
      onResolve({filter: /^\.\//}, ({path, kind}) => {
        if (kind !== 'dynamic-import' || !names.includes(path)) return undefined;
        return {path: toFile(path), external: true};
      });
    },
  };
}

function toFile(name) {
  return name.replace(/\.js$/, '.mjs');
}
