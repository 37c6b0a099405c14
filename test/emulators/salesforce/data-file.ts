import {createReadStream, createWriteStream, existsSync, rmSync, type WriteStream} from 'node:fs';
import {createInterface} from 'node:readline';
import type {Org, Write} from './org/index.js';

/** What an org is seeded from; a file can only be used with the seed it was begun with. */
export interface DataFileHead {
  contacts: number;
  leads: number;
  seed: number;
}

/**
 * Keeps an org in a file of JSON lines: how it was seeded, then every write.
 * What was written before is repeated first.
 */
export async function keepInFile(
  path: string,
  org: Org,
): Promise<{restart: () => void; close: () => Promise<void>}> {
  const head = headOf(org);
  if (existsSync(path)) await repeatWrites(path, org, head);
  let stream = openFor(path, head);
  org.journal.record = (object, write) => stream.write(`${JSON.stringify([object, write])}\n`);
  return {
    restart: () => {
      stream.end();
      rmSync(path);
      stream = openFor(path, head);
    },
    close: () => new Promise(resolve => stream.end(resolve)),
  };
}

function headOf({options: {contacts, leads, seed}}: Org): DataFileHead {
  return {contacts, leads, seed};
}

async function repeatWrites(path: string, org: Org, head: DataFileHead): Promise<void> {
  let isFirst = true;
  for await (const line of createInterface({input: createReadStream(path)})) {
    if (isFirst) checkHead(path, JSON.parse(line) as DataFileHead, head);
    else repeat(org, line);
    isFirst = false;
  }
}

function checkHead(path: string, found: DataFileHead, wanted: DataFileHead): void {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new Error(
    `${path} holds an org seeded with ${JSON.stringify(found)}, not with ${JSON.stringify(wanted)}: start with the same seed or another file`,
  );
}

// The last line may have been cut when the emulator was killed: then that write never happened.
function repeat(org: Org, line: string): void {
  if (!line.endsWith('}]')) return;
  const [object, write] = JSON.parse(line) as [string, Write];
  org.table(object)?.repeat(write);
}

function openFor(path: string, head: DataFileHead): WriteStream {
  const isNew = !existsSync(path);
  const stream = createWriteStream(path, {flags: 'a'});
  if (isNew) stream.write(`${JSON.stringify(head)}\n`);
  return stream;
}
