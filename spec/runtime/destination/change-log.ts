import {closeSync, constants, mkdirSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {ConnectorError} from '../../connector-error.js';
import {stringifyJson} from '../../lines/exact-json.js';
import {escapeUnsafe} from '../../text/index.js';
import type {Context} from '../command-line/context.js';
import {briefFields, type PlannedChange, reportPlanned} from './planned-change.js';

/** The file in `changes_dir` that records what was written. */
export const CHANGES_FILE = 'changes.jsonl';

/** The file in `changes_dir` that records what a dry run would write. */
export const PLANNED_FILE = 'planned.jsonl';

const BUFFER_CHARACTERS = 256 * 1024;

export interface ChangeLogConfig {
  changes_dir?: string;
  dry_run?: boolean;
  dry_run_dir?: string;
}

/** Takes each change that a system has confirmed, or that a dry run would make. */
export interface ChangeLog {
  /** Takes one person's change. */
  add(change: PlannedChange): void;
  /** Hands everything taken so far on. */
  flush(): void;
}

/**
 * What is written goes to `changes.jsonl`. A dry run reports the first changes of each kind, and records
 * all of them in `planned.jsonl`. Undefined where neither is wanted.
 */
export function openChangeLog(
  {changes_dir: folder, dry_run: isDryRun = false, dry_run_dir}: ChangeLogConfig,
  system: string,
  context: Pick<Context, 'log' | 'report'>,
): ChangeLog | undefined {
  const isPlanned = isDryRun || dry_run_dir !== undefined;
  const name = isPlanned ? PLANNED_FILE : CHANGES_FILE;
  const file = folder === undefined ? undefined : new ChangeFile({folder, name, system}, context);
  return isPlanned ? new PlannedChanges(file, context) : file;
}

const REPORTED_OF_EACH = 5;

class PlannedChanges implements ChangeLog {
  readonly #file: ChangeFile | undefined;
  readonly #context: Pick<Context, 'report'>;
  readonly #reported = new Map<string, number>();

  constructor(file: ChangeFile | undefined, context: Pick<Context, 'report'>) {
    this.#file = file;
    this.#context = context;
  }

  add(change: PlannedChange): void {
    this.#file?.add(change);
    const count = this.#reported.get(change.result) ?? 0;
    if (count >= REPORTED_OF_EACH) return;
    this.#reported.set(change.result, count + 1);
    reportPlanned(this.#context, change);
  }

  flush(): void {
    this.#file?.flush();
  }
}

interface ChangeFileOptions {
  folder: string;
  name: typeof CHANGES_FILE | typeof PLANNED_FILE;
  system: string;
}

/**
 * Records changes of a system, one JSON line for each person and write: who, which fields, from what to what. A plan has
 * whole values, and must be complete. What is written already never fails a run, whether it can be recorded or not.
 */
class ChangeFile implements ChangeLog {
  readonly #options: ChangeFileOptions;
  readonly #context: Pick<Context, 'log'>;
  #text = '';
  #isBroken = false;

  constructor(options: ChangeFileOptions, context: Pick<Context, 'log'>) {
    this.#options = options;
    this.#context = context;
  }

  add({result, key, recordId, userId, fields}: PlannedChange): void {
    if (this.#isBroken) return;
    const {system, name} = this.#options;
    const line = {
      at: new Date().toISOString(),
      system,
      result,
      person: key,
      record_id: recordId,
      user_id: userId,
      fields: name === PLANNED_FILE ? fields : briefFields(fields),
    };
    this.#text += `${escapeUnsafe(stringifyJson(line))}\n`;
    // Written at once, not later: a batch of half a million changes must not pile up in memory.
    if (this.#text.length >= BUFFER_CHARACTERS) this.flush();
  }

  flush(): void {
    const text = this.#text;
    this.#text = '';
    if (text === '' || this.#isBroken) return;
    const {folder, name} = this.#options;
    const path = join(folder, name);
    try {
      append(folder, path, text);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      if (name === PLANNED_FILE) {
        const message = `${path} cannot be written (${reason}).`;
        throw new ConnectorError({failure: 'config_error', message, cause: error});
      }
      this.#isBroken = true;
      this.#context.log(
        'WARN',
        `${path} cannot be written (${reason}): the changes of this run are not recorded.`,
      );
    }
  }
}

// Customers' values: for the owner's eyes only, and never through a link to somewhere else.
function append(folder: string, path: string, text: string): void {
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const {O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0} = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
  try {
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } finally {
    closeSync(file);
  }
}
