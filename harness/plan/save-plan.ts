import {mkdir, open, rename, rm} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {ConnectorError, stringifyJson, toConnectorError} from '@cohort-salesforce/spec';
import {readPlanned} from './planned-lines.js';

/** The first line of a plan's file. */
export interface PlanHeader {
  plan_version: 1;
  /** The connection's file, without its folder. */
  connection: string;
  /** ISO 8601. */
  made_at: string;
  /** How many lines follow. */
  changes: number;
}

const BUFFER_CHARACTERS = 256 * 1024;

/**
 * Writes a plan as JSON Lines: a header, then each change. It holds customers' values, so it is for its owner alone. The
 * file is there as a whole or not at all. Returns how many changes it has.
 */
export async function savePlan(
  path: string,
  connection: string,
  folders: readonly string[],
): Promise<number> {
  const target = resolve(path);
  const aside = `${target}.${process.pid}.new`;
  try {
    await mkdir(dirname(target), {recursive: true});
    await rm(aside, {force: true});
    const changes = await writeLines(aside, {connection, folders});
    await rename(aside, target);
    return changes;
  } catch (error) {
    await rm(aside, {force: true});
    if (error instanceof ConnectorError) throw error;
    const {code, message} = error as NodeJS.ErrnoException;
    throw new ConnectorError({
      failure: toConnectorError(error).failure,
      message: `--out: ${path} cannot be written (${code ?? message}).`,
      cause: error,
    });
  }
}

/** Resolves with how many changes there are. */
async function writeLines(
  path: string,
  {connection, folders}: {connection: string; folders: readonly string[]},
): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    const made_at = new Date().toISOString();
    const toHeader = (changes: number) =>
      JSON.stringify({plan_version: 1, connection, made_at, changes} satisfies PlanHeader);
    // How many there are is known at the end: until then, spaces keep its place.
    const {length} = toHeader(Number.MAX_SAFE_INTEGER);
    let text = `${toHeader(0).padEnd(length)}\n`;
    let changes = 0;
    for await (const line of readPlanned(folders)) {
      changes += 1;
      text += `${stringifyJson(line)}\n`;
      if (text.length < BUFFER_CHARACTERS) continue;
      await file.appendFile(text);
      text = '';
    }
    await file.appendFile(text);
    await file.write(toHeader(changes), 0);
    await file.sync();
    return changes;
  } finally {
    await file.close();
  }
}
