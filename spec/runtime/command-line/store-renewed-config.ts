import {closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync} from 'node:fs';

/** The environment variable that names the file. */
export const RENEWED_CONFIG_FILE = 'RENEWED_CONFIG_FILE';

/**
 * Writes a renewed config to the file that the runner named, if it named one. When it returns, the
 * config is on the disk: a CONTROL message may wait behind records in a full pipe, and a single-use
 * refresh token that is lost there locks the user out.
 */
export function storeRenewedConfig(config: object, environment = process.env): void {
  const path = environment[RENEWED_CONFIG_FILE];
  if (!path) return;
  const aside = `${path}.${process.pid}.new`;
  try {
    writeThrough(aside, JSON.stringify(config));
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, {force: true});
    throw error;
  }
}

function writeThrough(path: string, text: string): void {
  rmSync(path, {force: true});
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
