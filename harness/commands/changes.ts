import {once} from 'node:events';
import {toEmailKey} from '@cohort-salesforce/spec';
import {openStore} from '../connection-store/open-store.js';
import {createTerminal, type Terminal} from '../report/terminal.js';
import {isGone, stdoutReader} from '../report/watch-outputs.js';
import {type RecordedChange, readChanges} from '../store/changes-file.js';
import {CSV_HEADER, formatRecorded, toChangeRows, toCsvLine} from '../store/format-recorded.js';
import {concludeFailed} from './conclude.js';
import type {CommonOptions} from './options.js';

export interface ChangesOptions extends CommonOptions {
  connection: string;
  stateDir: string | undefined;
  store?: string | undefined;
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
  stdoutReader.mayLeave = true;
  try {
    const store = await openStore(options);
    const count = await store.look(({folder}) => list(folder, {...options, format, terminal}));
    if (count === 0 && !isForPrograms) terminal.print('No changes are recorded.');
  } catch (error) {
    if (isGone(error)) return;
    concludeFailed(error, {terminal, json: options.json, startedAt: Date.now()});
  }
}

async function list(
  folder: string,
  {email, since, format, terminal}: ChangesOptions & {format: string; terminal: Terminal},
): Promise<number> {
  let count = 0;
  if (format === 'csv') terminal.print(CSV_HEADER);
  for await (const change of readChanges(folder, choose(email, since))) {
    count += 1;
    terminal.print(FORMATS[format]?.(change) ?? '');
    // There may be more of them than memory holds.
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  }
  return count;
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
