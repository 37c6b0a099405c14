import {access, appendFile, rename, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {type ConfiguredAirbyteCatalog, ownValue} from '@cohort-salesforce/spec';
import type {SourceRecord} from '../pipe/parse-source-line.js';
import {readRejectLines, readRejects} from '../store/read-rejects.js';

/**
 * A choice of the records that stand in the file, recognised by the stream's primary key, and of
 * all that have the matching key of one: sent alone, an older record would undo what a newer one wrote.
 */
export async function chooseRejected(
  path: string,
  {streams}: ConfiguredAirbyteCatalog,
): Promise<(record: SourceRecord) => boolean> {
  const [configured] = streams;
  const [[matchingField = ''] = []] = configured?.primary_key ?? [];
  const primaryKey = configured?.stream.source_defined_primary_key ?? [[matchingField]];
  const identify = (data: Data) =>
    JSON.stringify(primaryKey.map(([field = '']) => ownValue(data, field)));
  const rejected = new Set<string>();
  const shared = new Set<string>();
  const share = (data: Data) => shared.add(normalize(ownValue(data, matchingField)));
  for await (const {record} of readRejects(path)) {
    rejected.add(identify(record));
    share(record);
  }
  return ({data}) => {
    if (rejected.has(identify(data))) {
      // Its matching key may be another one by now.
      share(data);
      return true;
    }
    const key = normalize(ownValue(data, matchingField));
    return key !== '' && shared.has(key);
  };
}

type Data = Readonly<Record<string, unknown>>;

// As coarse as any destination compares: one record too many does no harm.
function normalize(key: unknown): string {
  if (key === null || key === undefined) return '';
  // An object from outside may have no usable toString.
  const text = typeof key === 'string' ? key : JSON.stringify(key);
  return text.trim().normalize('NFC').toLowerCase();
}

/**
 * Puts what was rejected again in the place of what was rejected before. Lines that could not be read
 * are kept in a file beside it. Resolves with how many they are.
 */
export async function replaceRejects(path: string, newFolder: string): Promise<number> {
  const damaged = await keepDamaged(path);
  const again = join(newFolder, basename(path));
  const isAny = await access(again).then(
    () => true,
    () => false,
  );
  await (isAny ? rename(again, path) : rm(path));
  return damaged;
}

/** The file beside a file of rejected records for its lines that cannot be read. */
function damagedPath(path: string): string {
  return `${path}.damaged`;
}

export function describeDamaged(path: string, count: number): string {
  return `${count} damaged lines of ${path} cannot be read. They are kept in ${damagedPath(path)}.`;
}

async function keepDamaged(path: string): Promise<number> {
  let count = 0;
  for await (const {damaged} of readRejectLines(path)) {
    if (!damaged) continue;
    count += 1;
    const bytes = Buffer.concat([damaged, Buffer.from('\n')]);
    await appendFile(damagedPath(path), bytes, {mode: 0o600});
  }
  return count;
}
