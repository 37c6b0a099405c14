import {readdir} from 'node:fs/promises';

const NAME = /^events-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.jsonl$/;

/** The name of the file that was begun at a moment. Names sort by the moment. */
export function eventFileName(moment: number): string {
  return `events-${new Date(moment).toISOString().replace(/[-:.]/g, '')}.jsonl`;
}

/** When a file was begun, by its name; undefined for any other file. */
export function momentOfName(name: string): number | undefined {
  const parts = NAME.exec(name);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`);
}

/** The names of a folder's event files, the oldest first. */
export async function listEventFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter(name => momentOfName(name) !== undefined).sort();
}
