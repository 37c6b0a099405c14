import {type FileHandle, open, stat} from 'node:fs/promises';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {ConnectorError, configError, MAX_ROW_BYTES} from '@cohort-salesforce/spec';
import {CsvError, type Options, parse} from 'csv-parse';
import {codeOf, type ExportFile, sizeAndDate} from './export-files.js';
import {requireUtf8} from './require-utf8.js';

const ROWS_AT_ONCE = 500;

const OPTIONS: Options = {
  bom: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
  max_record_size: MAX_ROW_BYTES,
};

/**
 * The rows of a file, the headings first, in batches. Throws a config error with the line of the first one that is not
 * well-formed, and a transient one when the file has changed meanwhile.
 */
export async function* readRows(file: ExportFile): AsyncGenerator<string[][]> {
  const handle = await openFile(file);
  try {
    for await (const rows of parseRows(file, handle)) {
      // Half of an old row and half of a new one must reach nobody.
      requireUnchanged(file, await handle.stat());
      yield rows;
    }
    requireUnchanged(file, await handle.stat());
  } catch (error) {
    // What is not well-formed may be a file that is being written. Its handle is closed by then.
    const stats = await stat(file.path).catch(() => undefined);
    if (stats) requireUnchanged(file, stats);
    throw error;
  } finally {
    await handle.close();
  }
}

function requireUnchanged(file: ExportFile, stats: {size: number; mtimeMs: number}): void {
  const {size, modified} = sizeAndDate(stats);
  if (size === file.size && modified === file.modified) return;
  throw new ConnectorError({
    failure: 'transient_error',
    message: `${file.path} has changed while it was read. Run again when it has been written completely.`,
  });
}

async function openFile({path}: ExportFile): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw configError(
      `The file of the CSV export ${path} cannot be read (${codeOf(error)}). Give this user the right to read it.`,
    );
  }
}

async function* parseRows({path}: ExportFile, handle: FileHandle): AsyncGenerator<string[][]> {
  const bytes = handle.createReadStream({autoClose: false});
  const text = requireUtf8(bytes, line =>
    configError(`${path}, line ${line}: found bytes that are not UTF-8, expected a file in UTF-8.`),
  );
  let lastLine = 0;
  const parser = parse({
    ...OPTIONS,
    on_record: (row, {lines}) => {
      lastLine = lines;
      return row;
    },
  });
  // Its error is the parser's too, which is read below.
  const piped = pipeline(Readable.from(text), parser).catch(() => {});
  let rows: string[][] = [];
  try {
    for await (const row of parser) {
      rows.push(row);
      if (rows.length < ROWS_AT_ONCE) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    throw error instanceof CsvError ? explain(error, {path, lastLine}) : error;
  } finally {
    parser.destroy();
    await piped;
  }
  if (rows.length > 0) yield rows;
}

// Without the row's content, which is personal data. A quote that is not closed is noticed far behind its own line.
function explain(
  error: CsvError,
  {path, lastLine}: {path: string; lastLine: number},
): ConnectorError {
  const {code, lines, record} = error as CsvError & {lines?: number; record?: unknown[]};
  const isOpen = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE';
  const where = `${path}, line ${isOpen ? lastLine + 1 : (lines ?? 1)}`;
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    return configError(
      `${where}: found ${record?.length ?? 'too few or too many'} values, expected one for each heading. Export the users again.`,
    );
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return configError(
      `${where}: found a row of more than ${MAX_ROW_BYTES} bytes, expected a shorter one. A quote in it may not be closed.`,
    );
  }
  return configError(
    `${where}: found a quote that does not enclose a whole value (${code}), expected values in double quotes, with quotes in them doubled. Export the users again.`,
  );
}
