import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {NAMES, type Name, PROPERTIES} from './values.js';

interface Finding {
  code: string;
  record_id?: string;
  user_id?: string;
  fields: string[];
}

/** What the syncs of a round have listed, from the files that a person would look into. */
export class Findings {
  readonly #found: Finding[] = [];

  collect(folder: string): void {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, {withFileTypes: true})) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) this.collect(path);
      else this.#found.push(...readLines(path));
    }
  }

  /** Whether one of the codes was listed for this contact or user, and the property if it is given. */
  has(codes: readonly string[], ids: readonly string[], name?: Name): boolean {
    return this.#found.some(
      ({code, record_id = '', user_id = '', fields}) =>
        codes.includes(code) &&
        (ids.includes(record_id) || ids.includes(user_id)) &&
        (name === undefined || fields.some(field => toName(field) === name)),
    );
  }
}

function readLines(path: string): Finding[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line) as Finding);
}

function toName(field: string): string | undefined {
  return NAMES.find(name => name === field || PROPERTIES[name].field === field);
}
