import {listRejects, type Reject, readRejects} from './read-rejects.js';

export interface Rejects {
  stream: string;
  path: string;
  count: number;
  byCode: Record<string, number>;
  /** The first of each code. */
  examples: Omit<Reject, 'record'>[];
}

/** The rejected records in a folder, by stream, without holding them in memory. */
export async function countRejects(folder: string): Promise<Rejects[]> {
  return Promise.all((await listRejects(folder)).map(countFile));
}

async function countFile({stream, path}: {stream: string; path: string}): Promise<Rejects> {
  const rejects: Rejects = {stream, path, count: 0, byCode: Object.create(null), examples: []};
  for await (const {key, code, message} of readRejects(path)) {
    rejects.count += 1;
    if (!rejects.byCode[code]) rejects.examples.push({key, code, message});
    rejects.byCode[code] = (rejects.byCode[code] ?? 0) + 1;
  }
  return rejects;
}
