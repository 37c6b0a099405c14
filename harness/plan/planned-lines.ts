import {createReadStream} from 'node:fs';
import {join} from 'node:path';
import {
  type ChangedField,
  configError,
  PLANNED_FILE,
  parseJson,
  readLines,
} from '@cohort-salesforce/spec';
import {isFile} from '../store/is-file.js';
import {withoutPlannedIds} from '../systems/index.js';

/** One person's change of one system in a plan. */
export interface PlannedLine {
  system: string;
  result: 'created' | 'updated' | 'deleted';
  /** The email address. */
  person: string;
  record_id?: string;
  user_id?: string;
  /** With whole values. */
  fields: readonly ChangedField[];
}

/** The changes that a dry run has recorded in these folders, without what differs between dry runs. */
export async function* readPlanned(
  folders: readonly string[],
): AsyncGenerator<PlannedLine, void, void> {
  for (const folder of folders) {
    const path = join(folder, PLANNED_FILE);
    // Without any change there is no file.
    if (!(await isFile(path))) continue;
    for await (const lines of readLines(createReadStream(path))) {
      for (const line of lines) yield parsePlannedLine(line.toString(), path);
    }
  }
}

/** Throws when the text is no planned change; `path` is named then. */
export function parsePlannedLine(text: string, path: string): PlannedLine {
  const value = parseObject(text);
  const {system, result, person, record_id, user_id, fields} = value;
  const isLine =
    typeof system === 'string' &&
    isResult(result) &&
    typeof person === 'string' &&
    (record_id === undefined || typeof record_id === 'string') &&
    (user_id === undefined || typeof user_id === 'string') &&
    Array.isArray(fields);
  if (!isLine) {
    throw configError(`${path}: found a line that is not a planned change. Make the plan again.`);
  }
  const change = withoutPlannedIds({result, key: person, userId: user_id, fields});
  return {
    system,
    result,
    person,
    ...(record_id !== undefined && {record_id}),
    ...(change.userId !== undefined && {user_id: change.userId}),
    fields: [...change.fields],
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isResult(value: unknown): value is PlannedLine['result'] {
  return value === 'created' || value === 'updated' || value === 'deleted';
}
