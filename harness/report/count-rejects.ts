import {createReadStream} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {readLines} from '../../spec/index.js';

export interface Rejects {
  stream: string;
  path: string;
  count: number;
  byCode: Record<string, number>;
  /** The first of each code. */
  examples: Reject[];
}

export interface Reject {
  key: string | null;
  code: string;
  message: string;
}

/** The rejected records in a folder, by stream, without holding them in memory. */
export async function countRejects(folder: string): Promise<Rejects[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter(name => name.endsWith('.jsonl')).sort();
  return Promise.all(files.map(name => countFile(folder, name)));
}

async function countFile(folder: string, name: string): Promise<Rejects> {
  const path = join(folder, name);
  const stream = decodeURIComponent(name.replace(/\.jsonl$/, ''));
  const rejects: Rejects = {stream, path, count: 0, byCode: {}, examples: []};
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      const {key, code, message} = JSON.parse(line.toString()) as Reject;
      rejects.count += 1;
      if (!rejects.byCode[code]) rejects.examples.push({key, code, message});
      rejects.byCode[code] = (rejects.byCode[code] ?? 0) + 1;
    }
  }
  return rejects;
}
