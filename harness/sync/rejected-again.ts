import {appendFile, mkdir, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {type ConfiguredAirbyteCatalog, ownValue} from '@cohort-salesforce/spec';
import type {SourceRecord} from '../pipe/parse-source-line.js';
import {isFile} from '../store/is-file.js';
import {readRejectLines, readRejects} from '../store/read-rejects.js';

/**
 * The records that stand in a file, recognised by the stream's primary key. With them go all that have the matching key
 * of one: sent alone, an older record would undo what a newer one wrote.
 */
export class RejectedRecords {
  readonly #primaryKey: readonly string[][];
  readonly #matchingField: string;
  readonly #rejected = new Set<string>();
  readonly #unread = new Set<string>();
  readonly #shared = new Set<string>();

  private constructor({streams}: ConfiguredAirbyteCatalog) {
    const [configured] = streams;
    const [[matchingField = ''] = []] = configured?.primary_key ?? [];
    this.#matchingField = matchingField;
    this.#primaryKey = configured?.stream.source_defined_primary_key ?? [[matchingField]];
  }

  static async read(path: string, catalog: ConfiguredAirbyteCatalog): Promise<RejectedRecords> {
    const records = new RejectedRecords(catalog);
    for await (const {record} of readRejects(path)) records.#add(record);
    return records;
  }

  /** Whether a record that was read is to be sent. */
  choose({data}: Pick<SourceRecord, 'data'>): boolean {
    const id = this.#identify(data);
    if (this.#rejected.has(id)) {
      this.#unread.delete(id);
      // Its matching key may be another one by now.
      this.#shared.add(this.#keyOf(data));
      return true;
    }
    const key = this.#keyOf(data);
    return key !== '' && this.#shared.has(key);
  }

  /** Whether a rejected record was not among those that were read. */
  isUnread(record: Data): boolean {
    return this.#unread.has(this.#identify(record));
  }

  #add(record: Data): void {
    const id = this.#identify(record);
    this.#rejected.add(id);
    this.#unread.add(id);
    this.#shared.add(this.#keyOf(record));
  }

  #identify(data: Data): string {
    return JSON.stringify(this.#primaryKey.map(([field = '']) => ownValue(data, field)));
  }

  #keyOf(data: Data): string {
    return normalize(ownValue(data, this.#matchingField));
  }
}

type Data = Readonly<Record<string, unknown>>;

// As coarse as any destination compares: one record too many does no harm.
function normalize(key: unknown): string {
  if (key === null || key === undefined) return '';
  // An object from outside may have no usable toString.
  const text = typeof key === 'string' ? key : JSON.stringify(key);
  return text.trim().normalize('NFC').toLowerCase();
}

interface Replacement {
  /** What was rejected again. */
  newFolder: string;
  isKept(record: Data): boolean;
}

/**
 * Puts what was rejected again in the place of what was rejected before, with what is kept of that. Lines that could not
 * be read are kept in a file beside it. Resolves with how many they are.
 */
export async function replaceRejects(
  path: string,
  {newFolder, isKept}: Replacement,
): Promise<number> {
  const again = join(newFolder, basename(path));
  let damagedCount = 0;
  for await (const one of readRejectLines(path)) {
    if (one.damaged) {
      damagedCount += 1;
      await keep(damagedPath(path), one.damaged);
    } else if (isKept(one.reject.record)) await keep(again, one.line);
  }
  await ((await isFile(again)) ? rename(again, path) : rm(path));
  return damagedCount;
}

async function keep(path: string, line: Buffer): Promise<void> {
  await mkdir(dirname(path), {recursive: true, mode: 0o700});
  await appendFile(path, Buffer.concat([line, Buffer.from('\n')]), {mode: 0o600});
}

/** The file beside a file of rejected records for its lines that cannot be read. */
function damagedPath(path: string): string {
  return `${path}.damaged`;
}

export function describeDamaged(path: string, count: number): string {
  return `${count} damaged lines of ${path} cannot be read. They are kept in ${damagedPath(path)}.`;
}
