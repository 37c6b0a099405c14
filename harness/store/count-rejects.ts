import {toEmailKey} from '@cohort-salesforce/spec';
import {listRejects, type Reject, readRejectLines} from './read-rejects.js';

export interface Rejects {
  stream: string;
  path: string;
  count: number;
  /**
   * How many people these are, whom no file before names: records with one valid address count once. Above the limit,
   * every record counts.
   */
  people: number;
  byCode: Record<string, number>;
  /** Lines that cannot be read; they are neither counted nor lost. */
  damaged: number;
  /** The first of each code. */
  examples: Omit<Reject, 'record'>[];
}

// Beyond this, memory would grow with the number of rejected records.
const MAX_KEYS = 100_000;

/** The rejected records in a folder, by stream, without holding them in memory. */
export async function countRejects(folder: string): Promise<Rejects[]> {
  const found: Rejects[] = [];
  // Both directions may reject the same person.
  const people = new Set<string>();
  for (const file of await listRejects(folder)) found.push(await countFile(file, people));
  return found;
}

async function countFile(
  {stream, path}: {stream: string; path: string},
  known: Set<string>,
): Promise<Rejects> {
  const examples: Rejects['examples'] = [];
  // Codes are data: a plain object has names of its own.
  const byCode = new Map<string, number>();
  let count = 0;
  let damaged = 0;
  let unnamed = 0;
  const knownBefore = known.size;
  for await (const {reject} of readRejectLines(path)) {
    if (!reject) {
      damaged += 1;
      continue;
    }
    const {key, code, message} = reject;
    count += 1;
    const person = personOf(reject);
    if (person !== undefined && known.size < MAX_KEYS) known.add(person);
    else unnamed += 1;
    if (!byCode.has(code)) examples.push({key, code, message});
    byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  const people = known.size - knownBefore + unnamed;
  return {stream, path, count, people, byCode: Object.fromEntries(byCode), damaged, examples};
}

// Two people can have the same invalid address: only a valid one says who it is.
function personOf({key, code, record}: Reject): string | undefined {
  if (key !== null && code !== 'EMAIL_INVALID') return toEmailKey(key);
  const id = record.Id ?? record.id;
  return typeof id === 'string' ? id : undefined;
}
