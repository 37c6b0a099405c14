import {mkdir} from 'node:fs/promises';
import {dirname, isAbsolute, join, relative, resolve} from 'node:path';
import {packageRoot} from '../connector/find-program.js';
import type {Connection} from '../generated/types.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {connectionText} from './connection-text.js';

/** Writes the file that a person goes on editing, and the folder it is in. */
export async function writeConnection(path: string, connection: Connection): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  await writeFileAtomically(path, connectionText(connection, schemaFor(path)), 0o644);
}

// Only within the checkout: a path of this machine helps nobody elsewhere.
function schemaFor(path: string): string | undefined {
  const way = relative(packageRoot(), resolve(path));
  if (way.startsWith('..') || isAbsolute(way)) return undefined;
  return relative(dirname(resolve(path)), join(packageRoot(), 'harness', 'connection.schema.json'));
}
