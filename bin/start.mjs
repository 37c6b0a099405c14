// Old versions of Node must be able to read this file, and those beside it, to say that they are too old.
import {existsSync} from 'node:fs';

const OLDEST = [20, 20];

/** Runs a program of `dist`, its bundle where there is one, or says what to do before it can run. */
export async function start(program, version = process.versions.node) {
  const main = [`programs/${program}/main.mjs`, `${program}/main.js`]
    .map(path => new URL(`../dist/${path}`, import.meta.url))
    .find(url => existsSync(url));
  if (isTooOld(version)) {
    refuse(
      `${program} needs Node ${OLDEST.join('.')} or newer; this is Node ${version}. Install a newer one: https://nodejs.org`,
    );
  } else if (main) {
    await import(main);
  } else {
    refuse(`${program} is not built yet: run npm ci first.`);
  }
}

function isTooOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
