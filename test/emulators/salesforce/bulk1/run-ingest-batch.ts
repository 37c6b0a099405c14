import {Readable} from 'node:stream';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {ApiError} from '../answers/index.js';
import {
  convertText,
  ingestColumns,
  type RowTarget,
  readCsv,
  saveIngestRow,
  saveInput,
} from '../bulk/index.js';
import type {Context} from '../context.js';
import {convertJson, failed, isRecord, readInput, type SaveResult} from '../dml/index.js';
import type {FieldDescribe} from '../objects/index.js';
import type {Value} from '../org/index.js';
import {type Element, parseXml} from '../xml/index.js';
import {AsyncError} from './async-error.js';
import type {AsyncBatch, AsyncJob} from './async-job.js';

const mostRecords = 10_000;
const chunkSize = 200;

/** Saves the records of a batch, 200 at a time as Salesforce does. */
export async function runIngestBatch(
  context: Context,
  job: AsyncJob,
  batch: AsyncBatch,
): Promise<void> {
  const table = context.org.table(job.object);
  if (!table) throw new AsyncError('InvalidBatch', `Entity '${job.object}' is not supported`);
  const saves = await readers[job.contentType](job, batch.content);
  if (saves.length === 0) throw new AsyncError('InvalidBatch', 'Records not found');
  if (saves.length > mostRecords)
    throw new AsyncError('InvalidBatch', 'Records exceed the limit of 10000 in a batch');
  const results: SaveResult[] = [];
  for (let at = 0; at < saves.length; at += chunkSize) {
    const target = {table, faults: context.control.faults, seen: new Set<string>()};
    results.push(...saves.slice(at, at + chunkSize).map(save => savedOr(() => save(target))));
    await nextTurn();
  }
  const failures = results.filter(({success}) => !success).length;
  Object.assign(batch, {saved: results, processed: results.length, failed: failures});
  batch.state = 'Completed';
}

type Save = (target: RowTarget) => SaveResult;

function savedOr(save: () => SaveResult): SaveResult {
  try {
    return save();
  } catch (error) {
    if (error instanceof ApiError) return failed(error.errorCode, error.message);
    throw error;
  }
}

const readers: Record<AsyncJob['contentType'], (job: AsyncJob, text: string) => Promise<Save[]>> = {
  CSV: readCsvRows,
  JSON: async (job, text) => readJsonRows(job, text),
  XML: async (job, text) => readXmlRows(job, text),
};

async function readCsvRows({rows: job}: AsyncJob, text: string): Promise<Save[]> {
  const lines: string[][] = [];
  for await (const some of readCsv(Readable.from([Buffer.from(text)]), ',')) lines.push(...some);
  const [header = [], ...rows] = lines;
  const columns = ingestColumns(job.session, job.type, header);
  return rows.map(row => target => saveIngestRow(job, row, {...target, columns}));
}

function readJsonRows({rows: job}: AsyncJob, text: string): Save[] {
  const records = parseRecords(text);
  return records.map(record => target => {
    const input = readInput(job.type, record, (field, value) =>
      convertJson(field, fromEpoch(field, value)),
    );
    return saveInput(job, input, target);
  });
}

function parseRecords(text: string): Record<string, unknown>[] {
  try {
    const records: unknown = JSON.parse(text);
    if (Array.isArray(records) && records.every(isRecord)) return records;
  } catch {
    // Told below.
  }
  throw new AsyncError('InvalidBatch', 'Unable to parse JSON batch: a list of records is expected');
}

// A date may be written as in query results: in milliseconds since 1970.
function fromEpoch({type}: FieldDescribe, value: unknown): unknown {
  const isTime = (type === 'date' || type === 'datetime') && typeof value === 'number';
  return isTime && Math.abs(value) < 8.64e15 ? new Date(value).toISOString() : value;
}

function readXmlRows({rows: job}: AsyncJob, text: string): Save[] {
  const root = parseXml(text);
  if (root?.name !== 'sObjects') throw new AsyncError('InvalidBatch', 'Unable to parse XML batch');
  return root.children.map(record => target => {
    const input = readInput(job.type, recordIn(record), (field, value) =>
      fieldValue(field, String(value ?? '')),
    );
    return saveInput(job, input, target);
  });
}

function recordIn({children}: Element): Record<string, unknown> {
  return Object.fromEntries(children.map(child => [child.name, valueIn(child)]));
}

function valueIn(element: Element): unknown {
  if (element.isNil) return null;
  const [first] = element.children;
  if (!first) return element.text;
  // A parent is an element with the record of the parent in it.
  return recordIn(first.children.length > 0 ? first : element);
}

function fieldValue(field: FieldDescribe, text: string): Value {
  if (text === '') return null;
  const value = convertText(field, text);
  if (value !== undefined) return value;
  const message = `'${text}' is not a valid value for the type ${field.soapType}`;
  throw new ApiError(400, 'INVALID_TYPE_ON_FIELD_IN_RECORD', message);
}
