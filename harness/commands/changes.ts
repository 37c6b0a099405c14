import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {toEmailKey} from '@cohort-salesforce/spec';
import {folderOf} from '../connection/connection-folder.js';
import {noConnection} from '../connection/read-connection.js';
import {createTerminal} from '../report/terminal.js';
import {type RecordedChange, readChanges} from '../store/changes-file.js';
import {CSV_HEADER, formatRecorded, toChangeRows, toCsvLine} from '../store/format-recorded.js';
import {concludeFailed} from './conclude.js';
import type {CommonOptions} from './options.js';

export interface ChangesOptions extends CommonOptions {
  connection: string;
  stateDir: string | undefined;
  email: string | undefined;
  /** ISO 8601, in UTC with milliseconds. */
  since: string | undefined;
  format: string | undefined;
}

/** Lists what the runs of a connection have changed, oldest first. Starts nothing, calls nobody. */
export async function changes(options: ChangesOptions): Promise<void> {
  const format = options.format ?? (options.json ? 'jsonl' : 'text');
  const isForPrograms = format !== 'text';
  const terminal = createTerminal({...options, json: isForPrograms});
  try {
    if (!existsSync(options.connection)) throw noConnection(options.connection);
    const folder = options.stateDir ?? folderOf(options.connection);
    const isWanted = choose(options.email, options.since);
    let count = 0;
    if (format === 'csv') terminal.print(CSV_HEADER);
    for await (const change of readChanges(folder, isWanted)) {
      count += 1;
      terminal.print(FORMATS[format]?.(change) ?? '');
      // There may be more of them than memory holds.
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
    }
    if (count === 0 && !isForPrograms) terminal.print('No changes are recorded.');
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt: Date.now()});
  }
}

const FORMATS: Readonly<Record<string, (change: RecordedChange) => string>> = {
  text: change => formatRecorded(change).join('\n'),
  jsonl: change =>
    toChangeRows(change)
      .map(row => JSON.stringify(row))
      .join('\n'),
  csv: change => toChangeRows(change).map(toCsvLine).join('\n'),
};

function choose(
  email: string | undefined,
  since: string | undefined,
): (change: RecordedChange) => boolean {
  const key = email === undefined ? undefined : toEmailKey(email);
  return ({at, person}) =>
    (since === undefined || at >= since) && (key === undefined || toEmailKey(person) === key);
}
