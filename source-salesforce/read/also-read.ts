import {createReadStream} from 'node:fs';
import {configError, type ReadEvent, readLines} from '../../spec/index.js';
import {keepToBudget, quoteSoql, toLongId} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {queryRecords} from './query-records.js';
import type {Reading} from './reading.js';

const IDS_IN_A_QUERY = 1000;
// Beyond it, a bulk query of everything costs fewer calls than queries by Id.
const MAX_IDS = 20_000;

/** Whether the listed records are so many that all records are read instead. */
export async function mustReadAll({config, salesforce}: Session, object: string): Promise<boolean> {
  const {also_read: path} = config;
  if (!path) return false;
  const {keyPrefix} = await salesforce.describe(object);
  let count = 0;
  for await (const ids of readIds(path, keyPrefix)) count += ids.length;
  return count > MAX_IDS;
}

/** The listed records, although they have not changed. */
export async function* readAlso(reading: Reading): AsyncGenerator<ReadEvent> {
  const {session, plan, progress} = reading;
  const {also_read} = session.config;
  if (!also_read || !plan.hasKey) return;
  const {keyPrefix} = await session.salesforce.describe(plan.object);
  for await (const ids of readIds(also_read, keyPrefix)) {
    keepToBudget(session);
    const where = [`Id IN (${ids.map(quoteSoql).join(',')})`];
    for await (const records of queryRecords(reading, where)) {
      progress.addresses?.add(records);
      yield {kind: 'records', records};
    }
  }
}

// The Ids of this object in the file, which may be of several objects.
async function* readIds(path: string, keyPrefix: string | null): AsyncGenerator<string[]> {
  const ids: string[] = [];
  let line = 0;
  for await (const lines of readLines(openFile(path))) {
    for (const text of lines) {
      line += 1;
      const id = text.length === 0 ? undefined : parseId(text, {path, line});
      if (id !== undefined && id.slice(0, 3) === keyPrefix) ids.push(id);
    }
    while (ids.length >= IDS_IN_A_QUERY) yield ids.splice(0, IDS_IN_A_QUERY);
  }
  if (ids.length > 0) yield ids;
}

function openFile(path: string) {
  return createReadStream(path).once('error', () => {});
}

function parseId(text: Buffer, {path, line}: {path: string; line: number}): string {
  try {
    const id: unknown = JSON.parse(text.toString());
    if (typeof id === 'string' && /^\w{15}(\w{3})?$/.test(id)) return toLongId(id);
  } catch {
    // Said below.
  }
  throw configError(
    `also_read: line ${line} of ${path} is not a record Id. Write one Id per line, in double quotes.`,
  );
}
