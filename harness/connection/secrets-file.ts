import {stat} from 'node:fs/promises';
import {parseDocument} from 'yaml';
import {configError} from '../../spec/index.js';
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
export async function saveSecrets(
  path: string,
  system: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const document = parseDocument((await readYamlText(path, WHAT)) ?? '');
  for (const [key, value] of Object.entries(changes)) document.setIn([system, key], value);
  await writeFileAtomically(path, document.toString({lineWidth: 0}));
}

/** Whether others than the owner may read the file. */
export async function isReadableByOthers(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && (found.mode & 0o077) !== 0;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
