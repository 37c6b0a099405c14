import {configError} from '@cohort-salesforce/spec';
import type {Renamed} from './columns.js';
import type {ExportFile} from './export-files.js';

/** A file by what tells it from its later self. */
type ReadFile = Pick<ExportFile, 'name' | 'size' | 'modified'>;

/** What earlier runs have read: whole files, and one of which they have read some rows. */
export class FileState {
  readonly #fields: readonly string[];
  readonly #columns: string;
  #files: readonly ReadFile[];
  #partial: (ReadFile & {rows: number}) | undefined;

  private constructor(fields: readonly string[], renamed: Renamed = []) {
    this.#fields = fields;
    this.#columns = JSON.stringify(renamed);
    this.#files = [];
  }

  /** A new one; with what an earlier run has left, if that run read the same fields. */
  static from(
    state: Readonly<Record<string, unknown>> | undefined,
    {fields, renamed}: {fields: readonly string[]; renamed: Renamed | undefined},
  ): FileState {
    const made = new FileState(fields, renamed);
    if (state === undefined || Object.keys(state).length === 0) return made;
    const {version, fields: read, columns, files, partial} = state;
    const isOurs = version === 1 && isTexts(read) && Array.isArray(files) && files.every(isFile);
    if (!isOurs || (partial !== undefined && !isPartial(partial))) throw notOurs();
    // Files were read without what is selected now: they are read again.
    if (columns !== made.#columns || fields.some(field => !read.includes(field))) return made;
    made.#files = files;
    made.#partial = partial;
    return made;
  }

  /** How many rows of a file need no reading again; infinitely many when it is as it was. */
  rowsRead(file: ExportFile): number {
    if (this.#files.some(read => isSame(read, file))) return Number.POSITIVE_INFINITY;
    return this.#partial && isSame(this.#partial, file) ? this.#partial.rows : 0;
  }

  /** Files that are gone are forgotten: one of the same name is another. */
  keepOnly(present: readonly ExportFile[]): void {
    this.#files = this.#files.filter(read => present.some(file => isSame(read, file)));
  }

  add(file: ExportFile): void {
    this.#files = [...this.#files, identify(file)];
    this.#partial = undefined;
  }

  addRows(file: ExportFile, rows: number): void {
    this.#partial = {...identify(file), rows};
  }

  toState(): Record<string, unknown> {
    return {
      version: 1,
      fields: this.#fields,
      columns: this.#columns,
      files: this.#files,
      ...(this.#partial && {partial: this.#partial}),
    };
  }
}

function identify({name, size, modified}: ExportFile): ReadFile {
  return {name, size, modified};
}

function isSame(one: ReadFile, other: ReadFile): boolean {
  return one.name === other.name && one.size === other.size && one.modified === other.modified;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function isFile(value: unknown): value is ReadFile {
  const {name, size, modified} = (value ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && isCount(size) && Number.isSafeInteger(modified);
}

function isPartial(value: unknown): value is ReadFile & {rows: number} {
  return isFile(value) && isCount((value as {rows?: unknown}).rows);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function notOurs() {
  return configError(
    'The state of the stream users was not made by the channel "csv": expected {"version": 1, "fields": [...], "files": [...]}. Reset the stream to read all files again.',
  );
}
