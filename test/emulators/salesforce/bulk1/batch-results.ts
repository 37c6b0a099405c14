import {errorText, quote, writeCsv} from '../bulk/index.js';
import type {SaveResult} from '../dml/index.js';
import {csvColumns} from '../soql/index.js';
import {document, elements, openDocument} from './async-format.js';
import type {AsyncJob, FoundRows} from './async-job.js';

const chunkSize = 64 * 1024;

/** One result of a query, in the form of the job. */
export function queryResult(
  {contentType}: AsyncJob,
  found: FoundRows,
  {from, to}: {from: number; to: number},
): Iterable<Buffer> {
  const positions = found.positions.subarray(from, to);
  if (contentType === 'JSON') return chunked(jsonRecords(found, positions));
  if (contentType === 'XML') return chunked(xmlRecords(found, positions));
  if (positions.length === 0) return [Buffer.from('"Records not found for this query"\n')];
  const format = {columnDelimiter: 'COMMA', lineEnding: 'LF'} as const;
  return writeCsv(csvColumns(found.binding), positions, format);
}

function* jsonRecords({project}: FoundRows, positions: Int32Array): Generator<string> {
  yield '[';
  let separator = '';
  for (const position of positions) {
    yield separator + JSON.stringify(project(position));
    separator = ',';
  }
  yield ']';
}

function* xmlRecords({binding}: FoundRows, positions: Int32Array): Generator<string> {
  yield openDocument('queryResult');
  const columns = csvColumns(binding);
  for (const position of positions) {
    const fields = columns.map(({header, read}) => xmlField(header.split('.'), read(position)));
    yield `<records xsi:type="sObject"><type>${binding.type.name}</type>${fields.join('')}</records>`;
  }
  yield '</queryResult>';
}

function xmlField([name = '', ...rest]: readonly string[], text: string): string {
  if (rest.length > 0) return `<${name} xsi:type="sObject">${xmlField(rest, text)}</${name}>`;
  return text === '' ? `<${name} xsi:nil="true"/>` : elements(name, text);
}

function* chunked(pieces: Iterable<string>): Generator<Buffer> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < chunkSize) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** What became of the records of a batch, in their order. */
export function ingestResult({contentType}: AsyncJob, saved: readonly SaveResult[]): string {
  if (contentType === 'JSON') return JSON.stringify(saved.map(resultObject));
  if (contentType === 'XML')
    return document(
      'results',
      saved.map(result => elements('result', resultObject(result))).join(''),
    );
  return ['"Id","Success","Created","Error"\n', ...saved.map(csvLine)].join('');
}

function resultObject(result: SaveResult): object {
  if (result.success) return {success: true, created: result.created, id: result.id, errors: []};
  const errors = result.errors.map(error => ({...error, extendedErrorDetails: null}));
  return {success: false, created: false, id: null, errors};
}

function csvLine(result: SaveResult): string {
  const cells = result.success
    ? [result.id, 'true', String(result.created), '']
    : ['', 'false', 'false', errorText(result.errors)];
  return `${cells.map(quote).join(',')}\n`;
}
