import {
  type AirbyteStream,
  configError,
  type JsonSchema,
  type ReadEvent,
  type ReadRequest,
} from '@cohort-salesforce/spec';
import {incrementalStream, MOMENT, TEXT} from '../streams/schemas.js';
import {type Column, EXPORTED_AT} from './columns.js';
import type {CsvExport, FileColumns} from './csv-export.js';
import type {ExportFile} from './export-files.js';
import {FileState} from './file-state.js';
import {missingFields, toRecords, type WantedField} from './to-records.js';

const NAME = 'users';
// Between two states: few enough to repeat little, many enough for a destination's batches.
const ROWS_PER_STATE = 5000;
// What a state says was read where the catalog selects no fields.
const EVERYTHING = '*';

/** Proves that every file is an export of users; says which columns there are. */
export async function checkExport(source: CsvExport): Promise<string> {
  const found = await source.columns();
  const fields = [...fieldsOf(found)].map(([field, heading]) =>
    field === heading ? field : `${field} (${heading})`,
  );
  return `The CSV export ${source.path} can be read: ${found.length} ${found.length === 1 ? 'file' : 'files'} with the columns ${fields.join(', ')}.`;
}

/** The stream of users, with the columns that the files have. */
export async function discoverExport(source: CsvExport): Promise<AirbyteStream[]> {
  const fields = fieldsOf(await source.columns());
  const properties = Object.fromEntries(
    [...fields].map(([field, heading]) => [field, {title: heading, ...TEXT}]),
  );
  const stream = incrementalStream(NAME, EXPORTED_AT, {...properties, [EXPORTED_AT]: MOMENT});
  const key = fields.has('id') ? 'id' : 'email';
  return [{...stream, source_defined_primary_key: [[key]]}];
}

/** Field -> heading, of all files together. A newer file's heading replaces an older one's. */
function fieldsOf(found: readonly FileColumns[]): Map<string, string> {
  const columns = found.flatMap(each => each.columns);
  return new Map(columns.map(({field, heading}) => [field, heading]));
}

/** Yields the users of the files that are new or have changed, and states from which to go on. */
export async function* readExport(
  source: CsvExport,
  {stream: configured, state}: ReadRequest,
): AsyncGenerator<ReadEvent> {
  const {name} = configured.stream;
  if (name !== NAME) {
    throw configError(
      `Reading the stream ${JSON.stringify(name)}: expected ${NAME}, which alone a CSV export has.`,
    );
  }
  const wanted = wantedFields(configured.stream.json_schema.properties ?? {});
  const fields = wanted?.map(({field}) => field) ?? [EVERYTHING];
  const progress = FileState.from(configured.sync_mode === 'incremental' ? state : undefined, {
    fields,
    renamed: source.renamed,
  });
  const files = await source.files();
  progress.keepOnly(files);
  for (const file of files) {
    if (progress.rowsRead(file) < Number.POSITIVE_INFINITY) {
      yield* readFile({source, file, wanted, progress});
    }
  }
  yield {kind: 'state', state: progress.toState()};
}

interface FileRead {
  source: CsvExport;
  file: ExportFile;
  /** Undefined: every column. */
  wanted: readonly WantedField[] | undefined;
  progress: FileState;
}

async function* readFile({source, file, wanted, progress}: FileRead): AsyncGenerator<ReadEvent> {
  const readBefore = progress.rowsRead(file);
  let read = 0;
  let stored = readBefore;
  let isFirst = true;
  for await (const {columns, rows} of source.read(file)) {
    if (isFirst) warnOfMissing({source, file, wanted}, columns);
    isFirst = false;
    const unread = rows.slice(Math.max(0, readBefore - read));
    read += rows.length;
    if (unread.length > 0) {
      yield {kind: 'records', records: toRecords(unread, {columns, wanted, file})};
    }
    if (read - stored < ROWS_PER_STATE) continue;
    stored = read;
    progress.addRows(file, read);
    yield {kind: 'state', state: progress.toState()};
  }
  progress.add(file);
  yield {kind: 'state', state: progress.toState()};
}

function wantedFields(properties: Readonly<Record<string, JsonSchema>>): WantedField[] | undefined {
  const fields = Object.entries(properties).map(([field, {title}]) => ({field, title}));
  return fields.length > 0 ? fields : undefined;
}

function warnOfMissing(
  {source, file, wanted}: Pick<FileRead, 'source' | 'file' | 'wanted'>,
  columns: readonly Column[],
): void {
  const missing = missingFields(columns, wanted ?? []);
  if (missing.length === 0) return;
  source.warn(
    `${file.path} has no column for ${missing.join(', ')}: these stay as they are. To export them, show their columns in Cohort's admin and export again.`,
  );
}
