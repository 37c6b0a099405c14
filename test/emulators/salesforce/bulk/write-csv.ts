import type {CsvColumn} from '../soql/index.js';
import {delimiters, type JobFormat} from './query-job.js';

const chunkSize = 64 * 1024;

/**
 * A CSV with a header row, in chunks of about 64 KB, made as they are asked for: a million records need no memory.
 * Every value is quoted; null is `""`.
 */
export function* writeCsv(
  columns: readonly CsvColumn[],
  positions: Iterable<number>,
  format: JobFormat,
): Generator<Buffer> {
  const delimiter = delimiters[format.columnDelimiter];
  const end = format.lineEnding === 'CRLF' ? '\r\n' : '\n';
  let text = columns.map(({header}) => quote(header)).join(delimiter) + end;
  for (const position of positions) {
    let row = '';
    for (const {read} of columns) row += (row === '' ? '' : delimiter) + quote(read(position));
    text += row + end;
    if (text.length >= chunkSize) {
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(text);
}

export function quote(text: string): string {
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`;
}
