import {access, rename, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import type {ConfiguredAirbyteCatalog} from '../../spec/index.js';
import type {SourceRecord} from '../pipe/parse-source-line.js';
import {readRejects} from '../store/read-rejects.js';

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
  for await (const {record} of readRejects(path)) rejected.add(identify(record));
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
