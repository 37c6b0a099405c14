import {createReadStream} from 'node:fs';
import {access, readdir, rename, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {type ConfiguredAirbyteCatalog, configError, readLines} from '../../spec/index.js';
import type {SourceRecord} from '../pipe/parse-source-line.js';

/** The file with a stream's rejected records, if there is one. */
export async function findRejects(
  folder: string,
  stream: string,
): Promise<{path: string} | undefined> {
  const names = await readdir(folder).catch(() => []);
  const name = names.find(each => decode(each) === `${stream}.jsonl`);
  return name === undefined ? undefined : {path: join(folder, name)};
}

// The folder may hold files of others.
function decode(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** A choice of the records that stand in the file, recognised by the stream's primary key. */
export async function chooseRejected(
  path: string,
  {streams}: ConfiguredAirbyteCatalog,
): Promise<(record: SourceRecord) => boolean> {
  const key = streams[0]?.stream.source_defined_primary_key ?? streams[0]?.primary_key ?? [];
  const fields = key.map(([field = '']) => field);
  const identify = (data: Record<string, unknown>) =>
    JSON.stringify(fields.map(field => data[field]));
  const rejected = new Set<string>();
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) rejected.add(identify(parseReject(line, path)));
  }
  return ({data}) => rejected.has(identify(data));
}

/** Puts what was rejected again in the place of what was rejected before. */
export async function replaceRejects(path: string, newFolder: string): Promise<void> {
  const again = join(newFolder, basename(path));
  const isAny = await access(again).then(
    () => true,
    () => false,
  );
  await (isAny ? rename(again, path) : rm(path));
}

function parseReject(line: Buffer, path: string): Record<string, unknown> {
  try {
    const {record} = JSON.parse(line.toString()) as {record: Record<string, unknown>};
    return record;
  } catch {
    throw configError(`Reading rejected records: ${path} holds a line that is not JSON.`);
  }
}
