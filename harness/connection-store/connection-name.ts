import {basename} from 'node:path';
import {configError} from '@cohort-salesforce/spec';

const NAME = /^[A-Za-z0-9][\w .-]{0,99}$/;

/** `acme`, `acme.yaml` or a path to it -> `acme`, its name in the store. Throws a config error for anything else. */
export function toConnectionName(connection: string): string {
  const name = basename(connection).replace(/\.ya?ml$/, '');
  // It becomes the name of files, beside which the secrets stand.
  if (NAME.test(name) && !/\.(secrets|sync)$/.test(name)) return name;
  throw configError(
    `--connection: found ${JSON.stringify(name)}, expected a name of up to 100 letters, digits, spaces, dots, hyphens and underscores, which begins with a letter or a digit and does not end in .secrets or .sync.`,
  );
}
