import {createReadStream} from 'node:fs';
import {readLines} from '@cohort-salesforce/spec';

const RECORD = Buffer.from('{"type":"RECORD"');
const STATE = Buffer.from('{"type":"STATE"');
const DATA = '"data":';

export interface SourceOutput {
  records: number;
  /** Mean length of a record's data. */
  recordBytes: number;
  /** The last state, as the file holds it that `--state` names. */
  state: unknown[];
}

/** What a source has written into a file. */
export async function readSourceOutput(path: string): Promise<SourceOutput> {
  let records = 0;
  let bytes = 0;
  let last: Buffer | undefined;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) {
      if (startsWith(line, STATE)) last = Buffer.from(line);
      if (!startsWith(line, RECORD)) continue;
      records += 1;
      bytes += line.length - line.indexOf(DATA) - DATA.length - '}}'.length;
    }
  }
  const state = last ? [JSON.parse(last.toString()).state] : [];
  return {records, recordBytes: Math.round(bytes / Math.max(records, 1)), state};
}

function startsWith(line: Buffer, start: Buffer): boolean {
  return line.compare(start, 0, start.length, 0, start.length) === 0;
}
