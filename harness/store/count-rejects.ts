import {listRejects, type Reject, readRejectLines} from './read-rejects.js';

export interface Rejects {
  stream: string;
  path: string;
  count: number;
  byCode: Record<string, number>;
  /** Lines that cannot be read; they are neither counted nor lost. */
  damaged: number;
  /** The first of each code. */
  examples: Omit<Reject, 'record'>[];
}

/** The rejected records in a folder, by stream, without holding them in memory. */
export async function countRejects(folder: string): Promise<Rejects[]> {
  return Promise.all((await listRejects(folder)).map(countFile));
}

async function countFile({stream, path}: {stream: string; path: string}): Promise<Rejects> {
  const examples: Rejects['examples'] = [];
  // Codes are data: a plain object has names of its own.
  const byCode = new Map<string, number>();
  let count = 0;
  let damaged = 0;
  for await (const {reject} of readRejectLines(path)) {
    if (!reject) {
      damaged += 1;
      continue;
    }
    const {key, code, message} = reject;
    count += 1;
    if (!byCode.has(code)) examples.push({key, code, message});
    byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  return {stream, path, count, byCode: Object.fromEntries(byCode), damaged, examples};
}
