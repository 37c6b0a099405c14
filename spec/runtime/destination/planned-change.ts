import {stringifyJson} from '../../lines/exact-json.js';
import type {Context} from '../command-line/context.js';

/** What a dry run would do to one person's object on the side that it writes. */
export interface PlannedChange {
  result: 'created' | 'updated' | 'deleted';
  /** The email address. */
  key: string;
  recordId?: string | undefined;
  userId?: string | undefined;
  /** By the names of the side that is written; `from` is absent where nothing was looked up. */
  fields: readonly {name: string; from?: unknown; to: unknown}[];
}

const TYPE = 'planned-change';
const SHOWN_CHARACTERS = 200;

/** Tells a runner that knows our connectors of one planned change; others pass over it. */
export function reportPlanned(context: Pick<Context, 'report'>, change: PlannedChange): void {
  const fields = change.fields.map(({name, from, to}) => {
    return {name, ...(from !== undefined && {from: brief(from)}), to: brief(to)};
  });
  context.report(TYPE, {...change, fields});
}

/** What a connector told -> its planned changes. */
export function plannedChangesOf(reportsOf: (type: string) => readonly unknown[]): PlannedChange[] {
  return reportsOf(TYPE).filter(isPlannedChange);
}

function isPlannedChange(value: unknown): value is PlannedChange {
  const {result, key, fields} = (value ?? {}) as Partial<Record<keyof PlannedChange, unknown>>;
  return typeof result === 'string' && typeof key === 'string' && Array.isArray(fields);
}

function brief(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : stringifyJson(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
