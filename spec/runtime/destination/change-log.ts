import {closeSync, constants, mkdirSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {escapeUnsafe} from '../../text/index.js';
import type {Context} from '../command-line/context.js';
import {briefFields, type PlannedChange, reportPlanned} from './planned-change.js';

/** The file in `changes_dir` that records what was written. */
export const CHANGES_FILE = 'changes.jsonl';

const BUFFER_CHARACTERS = 256 * 1024;

export interface ChangeLogConfig {
  changes_dir?: string;
  dry_run?: boolean;
  rehearsal_dir?: string;
}

/** Takes each change that a system has confirmed. */
export interface ChangeLog {
  add(change: PlannedChange): void;
  /** Hands everything taken so far on. */
  flush(): void;
}

/** Undefined where nothing is to be recorded, or nothing is written. */
export function openChangeLog(
  {changes_dir: folder, dry_run: isDryRun, rehearsal_dir}: ChangeLogConfig,
  system: string,
  context: Pick<Context, 'log' | 'report'>,
): ChangeLog | undefined {
  if (rehearsal_dir !== undefined) return new RehearsedChanges(context);
  if (folder === undefined || isDryRun) return undefined;
  return new ChangeFile(folder, system, context);
}

const REPORTED_OF_EACH = 5;

/** Reports the first changes of each kind instead of recording all of them. */
class RehearsedChanges implements ChangeLog {
  readonly #context: Pick<Context, 'report'>;
  readonly #reported = new Map<string, number>();

  constructor(context: Pick<Context, 'report'>) {
    this.#context = context;
  }

  add(change: PlannedChange): void {
    const count = this.#reported.get(change.result) ?? 0;
    if (count >= REPORTED_OF_EACH) return;
    this.#reported.set(change.result, count + 1);
    reportPlanned(this.#context, change);
  }

  flush(): void {}
}

/**
 * Records what was written to a system, one JSON line for each person and write: who, which fields, from what to what.
 * It never fails a run: what is written is written, whether it can be recorded or not.
 */
class ChangeFile implements ChangeLog {
  readonly #folder: string;
  readonly #system: string;
  readonly #context: Pick<Context, 'log'>;
  #text = '';
  #isBroken = false;

  constructor(folder: string, system: string, context: Pick<Context, 'log'>) {
    this.#folder = folder;
    this.#system = system;
    this.#context = context;
  }

  add({result, key, recordId, userId, fields}: PlannedChange): void {
    if (this.#isBroken) return;
    const line = {
      at: new Date().toISOString(),
      system: this.#system,
      result,
      person: key,
      record_id: recordId,
      user_id: userId,
      fields: briefFields(fields),
    };
    this.#text += `${escapeUnsafe(JSON.stringify(line))}\n`;
    // Written at once, not later: a batch of half a million changes must not pile up in memory.
    if (this.#text.length >= BUFFER_CHARACTERS) this.flush();
  }

  flush(): void {
    const text = this.#text;
    this.#text = '';
    if (text === '' || this.#isBroken) return;
    try {
      append(this.#folder, text);
    } catch (error) {
      this.#isBroken = true;
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      this.#context.log(
        'WARN',
        `${join(this.#folder, CHANGES_FILE)} cannot be written (${reason}): the changes of this run are not recorded.`,
      );
    }
  }
}

// Customers' values: for the owner's eyes only, and never through a link to somewhere else.
function append(folder: string, text: string): void {
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const {O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0} = constants;
  const file = openSync(
    join(folder, CHANGES_FILE),
    O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW,
    0o600,
  );
  try {
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } finally {
    closeSync(file);
  }
}
