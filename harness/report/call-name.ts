import {delimiter, dirname, relative} from 'node:path';

/** How this program can be called from here: `harness` where it is on the PATH, else by the way to it. */
export function callName(): string {
  const [, program = 'harness'] = process.argv;
  const onPath = (process.env.PATH ?? '').split(delimiter);
  return onPath.includes(dirname(program)) ? 'harness' : relative('', program);
}
