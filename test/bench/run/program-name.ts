import {basename, dirname} from 'node:path';

/** What to call a program that was started from this script: built connectors are all called main. */
export function programName(script: string): string {
  return /^main\.m?js$/.test(basename(script))
    ? basename(dirname(script))
    : basename(script, '.js');
}
