import {createReadStream} from 'node:fs';
import {open, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {readLines} from '@cohort-salesforce/spec';

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

/** What a line of a file with rejected records holds: a rejection, or something else. */
export type RejectLine =
  // The line is there until the next one is asked for.
  {reject: Reject; line: Buffer; damaged?: never} | {reject?: never; damaged: Buffer};

/**
 * The lines of a file, without holding them in memory. A last line that a crash has cut off is passed
 * over: no state was kept for its record, which comes again.
 */
export async function* readRejectLines(path: string): AsyncGenerator<RejectLine, void, void> {
  let damaged: Buffer | undefined;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      if (damaged) yield {damaged};
      const reject = parseReject(line);
      // The buffer may be used again for the next lines.
      damaged = reject ? undefined : Buffer.from(line);
      if (reject) yield {reject, line};
    }
  }
  if (damaged && (await endsWithLineFeed(path))) yield {damaged};
}

/** The rejections in a file; lines that are damaged are passed over. */
export async function* readRejects(path: string): AsyncGenerator<Reject, void, void> {
  for await (const {reject} of readRejectLines(path)) if (reject) yield reject;
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
    const value = JSON.parse(line.toString()) as Record<keyof Reject, unknown> | null;
    const {key, code, message, record} = value ?? {};
    if (typeof record !== 'object' || record === null) return undefined;
    return {
      key: typeof key === 'string' ? key : null,
      code: typeof code === 'string' ? code : 'UNKNOWN',
      message: typeof message === 'string' ? message : '',
      record: record as Record<string, unknown>,
    };
  } catch {
    return undefined;
  }
}

async function endsWithLineFeed(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const {size} = await file.stat();
    const {buffer} = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return buffer[0] === 0x0a;
  } finally {
    await file.close();
  }
}
