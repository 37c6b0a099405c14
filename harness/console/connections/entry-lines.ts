import {configError} from '@cohort-salesforce/spec';
import {parseValue, toText} from './value-text.js';

type Entries = Readonly<Record<string, unknown>>;

/** `Name=value` by line. */
export function toEntryLines(entries: Entries = {}): string[] {
  return Object.entries(entries).map(([name, value]) => `${name}=${toText(value)}`);
}

/** The entries of such lines; a value that reads as before keeps its type, and one that is new is a number or a boolean if it reads so. */
export function parseEntryLines(
  text: string,
  {at, wanted, before}: {at: string; wanted: string; before: Entries},
): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  const lines = text.split('\n').map(line => line.trim());
  for (const line of lines.filter(Boolean)) {
    const [name = '', value = ''] = line.split(/=(.*)/s).map(part => part.trim());
    if (name === '' || value === '') {
      throw configError(`at ${at}: found "${line}", expected ${wanted}`);
    }
    if (entries.has(name))
      throw configError(`at ${at}/${name}: found it twice, expected one value`);
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    const isAsBefore = known !== undefined && (toText(known) === value || String(known) === value);
    entries.set(name, isAsBefore ? known : parseValue(value));
  }
  return Object.fromEntries(entries);
}
