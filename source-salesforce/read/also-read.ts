import {createReadStream} from 'node:fs';
import {configError, type ReadEvent, readLines} from '@cohort-salesforce/spec';
import {type FieldDescribe, quoteSoql, toLongId} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {queryEach} from './query-records.js';
import type {ReadContext} from './read-context.js';
import {conditionsOf} from './same-address.js';

const IDS_IN_A_QUERY = 1000;
// Beyond it, a bulk query of everything costs fewer calls than queries by Id.
const MAX_IDS = 20_000;
// Conditions that are shorter, in characters, share one query.
const MAX_SHORT = 4_000;

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
export async function* readAlso(readContext: ReadContext): AsyncGenerator<ReadEvent> {
  const {session, plan} = readContext;
  const {also_read, same_address} = session.config;
  if (!also_read || !plan.hasKey) return;
  const {keyPrefix} = await session.salesforce.describe(plan.object);
  const field = plan.fields.find(({name}) => name === same_address?.email_field);
  const conditions = joinShort(conditionsIn(also_read, {keyPrefix, field}));
  for await (const records of queryEach(readContext, conditions)) {
    readContext.progress.addresses?.add(records);
    yield {kind: 'records', records};
  }
}

async function* joinShort(conditions: AsyncIterable<string>): AsyncGenerator<string> {
  const short: string[] = [];
  for await (const condition of conditions) {
    if (condition.length > MAX_SHORT) yield condition;
    else short.push(condition);
  }
  if (short.length > 0) yield short.length > 1 ? `(${short.join(' OR ')})` : short.join();
}

async function* conditionsIn(
  path: string,
  {keyPrefix, field}: {keyPrefix: string | null; field: FieldDescribe | undefined},
): AsyncGenerator<string> {
  for await (const ids of readIds(path, keyPrefix)) yield `Id IN (${ids.map(quoteSoql).join(',')})`;
  if (!field?.filterable) return;
  for await (const addresses of readAddresses(path)) yield* conditionsOf(field, addresses);
}

// The Ids of this object in the file, which may be of several objects.
async function* readIds(path: string, keyPrefix: string | null): AsyncGenerator<string[]> {
  let ids: string[] = [];
  for await (const key of readKeys(path)) {
    if (typeof key !== 'string' || key.slice(0, 3) !== keyPrefix) continue;
    ids.push(key);
    if (ids.length < IDS_IN_A_QUERY) continue;
    yield ids;
    ids = [];
  }
  if (ids.length > 0) yield ids;
}

async function* readAddresses(path: string): AsyncGenerator<string[]> {
  let addresses: string[] = [];
  for await (const key of readKeys(path)) {
    if (typeof key === 'string') continue;
    addresses.push(key.email);
    if (addresses.length < IDS_IN_A_QUERY) continue;
    yield addresses;
    addresses = [];
  }
  if (addresses.length > 0) yield addresses;
}

/** An Id, or an address. */
type Key = string | {email: string};

async function* readKeys(path: string): AsyncGenerator<Key> {
  let line = 0;
  for await (const lines of readLines(openFile(path))) {
    for (const text of lines) {
      line += 1;
      if (text.length > 0) yield parseKey(text, {path, line});
    }
  }
}

function openFile(path: string) {
  return createReadStream(path).once('error', () => {});
}

function parseKey(text: Buffer, {path, line}: {path: string; line: number}): Key {
  try {
    const key: unknown = JSON.parse(text.toString());
    if (typeof key === 'string' && /^\w{15}(\w{3})?$/.test(key)) return toLongId(key);
    const {email} = (key ?? {}) as {email?: unknown};
    if (typeof email === 'string' && email !== '') return {email};
  } catch {
    // Said below.
  }
  throw configError(
    `also_read: line ${line} of ${path} is not a record Id. Write one Id per line, in double quotes, or {"email": "ann@example.com"}.`,
  );
}
