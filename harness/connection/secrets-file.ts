import {mkdir, realpath, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {configError} from '@cohort-salesforce/spec';
import {parseDocument} from 'yaml';
import {Lock} from '../store/lock.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {parseYaml, readYamlText} from './parse-yaml.js';

const WHAT = 'secrets file';

/** Secrets by system, as written: `{salesforce: {refresh_token}, cohort: {api_key}}`. */
export type Secrets = Record<string, Record<string, unknown>>;

/** Resolves with the secrets; with none when there is no file. */
export async function readSecrets(path: string): Promise<Secrets> {
  const text = await readYamlText(path, WHAT);
  const value = text === undefined ? {} : (parseYaml(text, {path, what: WHAT}) ?? {});
  if (!isMapping(value) || !Object.values(value).every(isMapping)) {
    throw configError(
      `Reading the secrets file: ${path} holds something else than secrets by system, such as {cohort: {api_key: ...}}.`,
    );
  }
  return value as Secrets;
}

/**
 * Stores changed secrets of one system, keeping everything else of the file, comments and
 * `${NAME}` included. Resolves when they are on the disk.
 */
export function saveSecrets(
  path: string,
  system: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  return updateSecrets(path, system, () => changes);
}

/** The same with changes that depend on what is in the file now, as it is written there. */
export async function updateSecrets(
  path: string,
  system: string,
  change: (written: Record<string, unknown>) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const release = await lockFile(path);
  try {
    const changes = Object.entries(change((await readSecrets(path))[system] ?? {}));
    if (changes.length === 0) return;
    const document = parseDocument((await readYamlText(path, WHAT)) ?? '');
    for (const [key, value] of changes) document.setIn([system, key], value);
    await writeFileAtomically(path, document.toString({lineWidth: 0}));
  } finally {
    await release();
  }
}

/** The folder for what everything that uses the same secrets file shares. */
export async function secretsFolder(path: string): Promise<string> {
  // A file that several connections reach by links is still one file.
  const real = await realpath(path).catch(() => path);
  return `${real.replace(/\.ya?ml$/, '')}.sync`;
}

// Two that change the file at once would each undo the other's change.
async function lockFile(path: string): Promise<() => Promise<void>> {
  const folder = await secretsFolder(path);
  const isMade = await mkdir(folder, {recursive: true, mode: 0o700}).then(
    () => true,
    // Then the file itself cannot be written either, which says so in its own words.
    () => false,
  );
  if (!isMade) return async () => {};
  const lock = await Lock.waitFor(join(folder, 'file.lock'));
  return () => lock.release();
}

/** Whether others than the owner may read the file. */
export async function isReadableByOthers(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && (found.mode & 0o077) !== 0;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
