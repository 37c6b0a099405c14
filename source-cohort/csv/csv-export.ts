import type {Context} from '@cohort-salesforce/spec';
import {type Column, type Renamed, toColumns} from './columns.js';
import {type ExportFile, listExportFiles, requireExportFiles} from './export-files.js';
import {readRows} from './read-rows.js';

/** A file and its columns. */
export interface FileColumns {
  file: ExportFile;
  columns: Column[];
}

/** The files that a person has exported in Cohort's admin. */
export class CsvExport {
  readonly path: string;
  readonly renamed: Renamed | undefined;
  readonly #context: Pick<Context, 'log'>;

  constructor({path, columns}: {path: string; columns?: Renamed}, context: Pick<Context, 'log'>) {
    this.path = path;
    this.renamed = columns;
    this.#context = context;
  }

  warn(message: string): void {
    this.#context.log('WARN', message);
  }

  /** The files there are now, the oldest first; there may be none. */
  files(): Promise<ExportFile[]> {
    return listExportFiles(this.path);
  }

  /** The columns of each file. Throws when there is no file, or one that is no export of users. */
  async columns(): Promise<FileColumns[]> {
    const found: FileColumns[] = [];
    for (const file of await requireExportFiles(this.path)) {
      found.push({file, columns: this.#toColumns(file, await readHeadings(file))});
    }
    return found;
  }

  /** The rows of a file, with its columns. */
  async *read(file: ExportFile): AsyncGenerator<{columns: Column[]; rows: string[][]}> {
    let columns: Column[] | undefined;
    for await (const rows of readRows(file)) {
      columns ??= this.#toColumns(file, rows.shift() ?? []);
      yield {columns, rows};
    }
    // An empty file has no headings either.
    if (!columns) this.#toColumns(file, []);
  }

  #toColumns({path}: ExportFile, headings: readonly string[]): Column[] {
    return toColumns(path, headings, this.renamed);
  }
}

async function readHeadings(file: ExportFile): Promise<string[]> {
  for await (const [headings] of readRows(file)) return headings ?? [];
  return [];
}
