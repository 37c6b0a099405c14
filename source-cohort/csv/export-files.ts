import {readdir, stat} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {configError} from '@cohort-salesforce/spec';

/** A file of an export, as it was when the run began. */
export interface ExportFile {
  path: string;
  name: string;
  /** In bytes. */
  size: number;
  /** In milliseconds since 1970. */
  modified: number;
}

const HOW_TO_EXPORT =
  "Export the users in Cohort's admin (Users > Export) and save the file there, or correct channel.path";

/** The files of an export, the oldest first: of a folder those whose names end in .csv. */
export async function listExportFiles(given: string): Promise<ExportFile[]> {
  const path = resolve(given);
  try {
    if (!(await stat(path)).isDirectory()) return [await describeFile(path)];
    const names = (await readdir(path)).filter(isCsv);
    const files = await Promise.all(names.map(name => describeFile(join(path, name))));
    return files.sort((a, b) => a.modified - b.modified || (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw configError(
      `The CSV export ${path} cannot be read (${codeOf(error)}). Expected a file, or a folder of .csv files. ${HOW_TO_EXPORT}.`,
    );
  }
}

/** The same; throws a config error when there are none. */
export async function requireExportFiles(path: string): Promise<ExportFile[]> {
  const files = await listExportFiles(path);
  if (files.length > 0) return files;
  throw configError(
    `${resolve(path)}: found no file that ends in .csv, expected at least one. ${HOW_TO_EXPORT}.`,
  );
}

async function describeFile(path: string): Promise<ExportFile> {
  return {path, name: basename(path), ...sizeAndDate(await stat(path))};
}

/** What tells that a file is not the one that was read. */
export function sizeAndDate({size, mtimeMs}: {size: number; mtimeMs: number}) {
  return {size, modified: Math.trunc(mtimeMs)};
}

// A hidden file is another program's, such as a copy under way.
function isCsv(name: string): boolean {
  return /^[^.].*\.csv$/i.test(name);
}

export function codeOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  return code ?? message;
}
