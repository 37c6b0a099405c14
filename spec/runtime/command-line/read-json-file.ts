import {readFile} from 'node:fs/promises';
import {configError} from '../../connector-error.js';
import {describeUser} from '../../file-error.js';
import {requireShallow} from './require-shallow.js';

/** A JSON file given on the command line, whatever its suffix; `what` names it in errors. */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(error => {
    throw configError(
      `Reading the ${what}: ${path} cannot be read (${error.code ?? error.message}).${adviceFor(error)}`,
    );
  });
  const value = parse(text, {path, what});
  requireShallow(value, what);
  return value;
}

// The images run as user 1000. Some runners mount a folder of root that nobody else may enter.
function adviceFor({code}: NodeJS.ErrnoException): string {
  if (code !== 'EACCES') return '';
  return ` The file, or a folder above it, is closed to ${describeUser()}. Make it readable (chmod a+r, and a+x for folders), or start the container as its owner: --user "$(id -u):$(id -g)".`;
}

function parse(text: string, {path, what}: {path: string; what: string}): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own message quotes the text, and a config holds secrets.
    throw configError(`Reading the ${what}: ${path} is not valid JSON.`);
  }
}
