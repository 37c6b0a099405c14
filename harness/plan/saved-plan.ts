import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {configError, readLines, stringifyJson} from '@cohort-salesforce/spec';
import {type PlannedLine, parsePlannedLine, readPlanned} from './planned-lines.js';
import type {PlanHeader} from './save-plan.js';

const EXAMPLES = 3;

/** What a plan does not have. */
export interface Beyond {
  count: number;
  examples: PlannedLine[];
}

/** A plan that somebody has agreed to, with 8 bytes of memory for each change. */
export class SavedPlan {
  readonly changes: number;
  readonly #hashes: BigUint64Array;

  private constructor(hashes: BigUint64Array) {
    this.changes = hashes.length;
    this.#hashes = hashes.sort();
  }

  /** Throws when the file is no whole plan of this connection. */
  static async open(path: string, connection: string): Promise<SavedPlan> {
    const {isFile, size} = await lookAt(path);
    if (!isFile) throw problem(path, 'found no file');
    let hashes: BigUint64Array | undefined;
    let count = 0;
    for await (const lines of readLines(createReadStream(path))) {
      for (const line of lines) {
        if (hashes === undefined) {
          hashes = new BigUint64Array(countOf(line.toString(), {path, connection, size}));
          continue;
        }
        if (count < hashes.length)
          hashes[count] = hashOf(parsePlannedLine(line.toString(), `--plan ${path}`));
        count += 1;
      }
    }
    if (hashes === undefined) throw problem(path, 'found an empty file');
    if (count !== hashes.length) {
      throw problem(path, `found ${count} changes, expected ${hashes.length}, so it is not whole`);
    }
    return new SavedPlan(hashes);
  }

  /** Compares the changes that a dry run has recorded in these folders. */
  async beyond(folders: readonly string[]): Promise<Beyond> {
    const found: Beyond = {count: 0, examples: []};
    for await (const line of readPlanned(folders)) {
      if (this.#has(hashOf(line))) continue;
      found.count += 1;
      if (found.examples.length < EXAMPLES) found.examples.push(line);
    }
    return found;
  }

  #has(hash: bigint): boolean {
    const hashes = this.#hashes;
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((hashes[middle] ?? 0n) < hash) low = middle + 1;
      else high = middle;
    }
    return hashes[low] === hash;
  }
}

// The same write, whatever was there before it.
function hashOf({system, result, person, record_id, user_id, fields}: PlannedLine): bigint {
  const written = fields.map(({name, to}) => [name, to]);
  const text = stringifyJson([system, result, person, record_id, user_id, written]);
  return createHash('sha256').update(text).digest().readBigUInt64BE();
}

function countOf(
  text: string,
  {path, connection, size}: {path: string; connection: string; size: number},
): number {
  const header = parseHeader(text);
  if (!header) throw problem(path, 'found no plan');
  if (header.connection !== connection) {
    throw problem(path, `found a plan of ${header.connection}, expected one of ${connection}`);
  }
  // Each change takes more than a byte: a made-up number must not take memory.
  if (header.changes > size)
    throw problem(path, `found ${header.changes} changes in its first line, which is impossible`);
  return header.changes;
}

function parseHeader(text: string): PlanHeader | undefined {
  try {
    const {plan_version, connection, made_at, changes} = JSON.parse(text) as Partial<PlanHeader>;
    const isHeader =
      plan_version === 1 &&
      typeof connection === 'string' &&
      typeof made_at === 'string' &&
      typeof changes === 'number' &&
      Number.isSafeInteger(changes) &&
      changes >= 0;
    return isHeader ? {plan_version, connection, made_at, changes} : undefined;
  } catch {
    return undefined;
  }
}

async function lookAt(path: string): Promise<{isFile: boolean; size: number}> {
  const found = await stat(path).catch(() => undefined);
  return {isFile: found?.isFile() ?? false, size: found?.size ?? 0};
}

function problem(path: string, found: string): Error {
  return configError(
    `--plan ${path}: ${found}. Make the plan with "harness plan --connection FILE --out ${path}".`,
  );
}
