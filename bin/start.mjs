import {existsSync} from 'node:fs';

/** Runs a built program, as one bundled file if there is one, or says what to do before it can run. */
export async function start(program) {
  const places = [`../dist/programs/${program}/main.mjs`, `../dist/${program}/main.js`];
  const main = places.map(path => new URL(path, import.meta.url)).find(existsSync);
  if (main) {
    await import(main);
    return;
  }
  process.stderr.write(`${program} is not built yet: run npm ci first.\n`);
  process.exitCode = 1;
}
