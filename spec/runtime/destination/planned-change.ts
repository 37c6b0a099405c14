import {stringifyJson} from '../../lines/exact-json.js';
import type {Context} from '../command-line/context.js';

/** A field or property that is written; `from` is absent where nothing was looked up. */
export interface ChangedField {
  /** On the side that is written. */
  name: string;
  /** The value before. */
  from?: unknown;
  /** The value that is written. */
  to: unknown;
}

/** What a run does, or a dry run would do, to one person's object on the side that it writes. */
export interface PlannedChange {
  result: 'created' | 'updated' | 'deleted';
  /** The email address. */
  key: string;
  /** Id of the Salesforce record, if known. */
  recordId?: string | undefined;
  /** Id of the Cohort user, if known. */
  userId?: string | undefined;
  /** By the names of the side that is written. */
  fields: readonly ChangedField[];
}

const TYPE = 'planned-change';
const SHOWN_CHARACTERS = 200;

/** Reports one planned change to a runner that knows our connectors; others ignore it. */
export function reportPlanned(context: Pick<Context, 'report'>, change: PlannedChange): void {
  context.report(TYPE, {...change, fields: briefFields(change.fields)});
}

/** The same fields with long values cut. */
export function briefFields(fields: readonly ChangedField[]): readonly ChangedField[] {
  if (!fields.some(({from, to}) => isLong(from) || isLong(to))) return fields;
  return fields.map(({name, from, to}) => {
    return from === undefined ? {name, to: brief(to)} : {name, from: brief(from), to: brief(to)};
  });
}

/** The reports of a connector -> its planned changes. */
export function plannedChangesOf(reportsOf: (type: string) => readonly unknown[]): PlannedChange[] {
  return reportsOf(TYPE).filter(isPlannedChange);
}

function isPlannedChange(value: unknown): value is PlannedChange {
  const {result, key, fields} = (value ?? {}) as Partial<Record<keyof PlannedChange, unknown>>;
  return typeof result === 'string' && typeof key === 'string' && Array.isArray(fields);
}

function isLong(value: unknown): boolean {
  if (typeof value === 'string') return value.length > SHOWN_CHARACTERS;
  return typeof value === 'object' && value !== null;
}

function brief(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : stringifyJson(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
