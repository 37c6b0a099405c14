import {createReadStream} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {configError, readLines} from '../../spec/index.js';

export interface Reject {
  key: string | null;
  code: string;
  message: string;
  record: Record<string, unknown>;
}

/** The files with rejected records in a folder, by stream; it may hold files of others. */
export async function listRejects(folder: string): Promise<{stream: string; path: string}[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort().flatMap(name => {
    const stream = streamOf(name);
    return stream === undefined ? [] : [{stream, path: join(folder, name)}];
  });
}

/**
 * The rejections in a file, without holding them in memory. A last line that a crash has cut off is
 * passed over: no state was kept for its record, which comes again.
 */
export async function* readRejects(path: string): AsyncGenerator<Reject, void, void> {
  let isCutOff = false;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      if (isCutOff) {
        throw configError(
          `Reading rejected records: ${path} holds a line that is not JSON. Remove the line, or the file.`,
        );
      }
      const reject = parseReject(line);
      if (reject) yield reject;
      else isCutOff = true;
    }
  }
}

function streamOf(name: string): string | undefined {
  try {
    return name.endsWith('.jsonl') ? decodeURIComponent(name.slice(0, -6)) : undefined;
  } catch {
    return undefined;
  }
}

function parseReject(line: Buffer): Reject | undefined {
  try {
    return JSON.parse(line.toString()) as Reject;
  } catch {
    return undefined;
  }
}
