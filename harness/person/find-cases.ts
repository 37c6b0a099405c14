import {createReadStream, existsSync} from 'node:fs';
import {join} from 'node:path';
import {readLines, toEmailKey} from '@cohort-salesforce/spec';
import {listRejects} from '../store/read-rejects.js';
import type {Person, PersonCase} from './person.js';

/** The lines of a folder's files about this person: rejected records, or listed cases. */
export async function findCases(folder: string, person: Person): Promise<PersonCase[]> {
  // Both directions may list the same.
  const cases = new Map<string, PersonCase>();
  for (const {path} of await listRejects(folder)) {
    if (!existsSync(path)) continue;
    for await (const lines of readLines(createReadStream(path))) {
      for (const line of lines) {
        const found = parse(line.toString());
        if (found && isAbout(found, person))
          cases.set(JSON.stringify(toCase(found)), toCase(found));
      }
    }
  }
  return [...cases.values()];
}

/** Where the cases of past runs are. */
export function listedFolders(folder: string): string[] {
  const listed = join(folder, 'listed');
  return [listed, join(listed, 'settle'), join(listed, 'retry')];
}

type Line = Readonly<Record<string, unknown>>;

/** Whether a line of rejected or listed records or of changes names the person by address or id. */
export function isAbout(line: Line, {email, records, users}: Person): boolean {
  const record = (line.record ?? {}) as Line;
  const ids = [...records, ...users].map(({id}) => id);
  const named = [line.record_id, line.user_id, record.Id, record.id];
  if (named.some(id => typeof id === 'string' && ids.includes(id))) return true;
  const key = line.key ?? line.person;
  return typeof key === 'string' && toEmailKey(key) === toEmailKey(email);
}

export function parse(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}

function toCase(line: Line): PersonCase {
  const {code, message, fields} = line;
  const record = (line.record ?? {}) as Line;
  const recordId = line.record_id ?? record.Id;
  const userId = line.user_id ?? record.id;
  return {
    code: String(code),
    message: String(message),
    ...(typeof recordId === 'string' && {record_id: recordId}),
    ...(typeof userId === 'string' && {user_id: userId}),
    ...(Array.isArray(fields) && {fields: fields.filter(field => typeof field === 'string')}),
  };
}
