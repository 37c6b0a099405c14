import {existsSync} from 'node:fs';

/** Runs a program of `dist`, or says what to do before it can run. */
export async function start(program) {
  const main = new URL(`../dist/${program}/main.js`, import.meta.url);
  if (existsSync(main)) {
    await import(main);
    return;
  }
  process.stderr.write(`${program} is not built yet: run npm ci first.\n`);
  process.exitCode = 1;
}
