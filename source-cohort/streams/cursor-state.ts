import {configError} from '@cohort-salesforce/spec';

export const VERSION = 1;

/** What a state tells. Times are milliseconds since 1970. */
export interface ParsedState {
  moment: number;
  ids: string[];
  afterId: string | undefined;
  isPartial: boolean;
  lookFrom: number | undefined;
  /** When the last run that looked at the whole lookback window began. */
  lookedAt: number | undefined;
  recent: string;
  fields: Readonly<Record<string, unknown>> | undefined;
  state: Record<string, unknown>;
}

/** Undefined for a first run. Throws a config error for a state of another making. */
export function parseState(state: Record<string, unknown> | undefined): ParsedState | undefined {
  if (!state || Object.keys(state).length === 0) return undefined;
  const {version, cursor, ids = [], afterId, isPartial, lookFrom, lookedAt, recent, fields} = state;
  if (version !== VERSION) throw badState(`version ${JSON.stringify(version)}`, `${VERSION}`);
  if (cursor === undefined || cursor === null) return undefined;
  const moment = Date.parse(String(cursor));
  if (Number.isNaN(moment)) throw badState(`cursor ${JSON.stringify(cursor)}`, 'a date-time');
  const areIds = Array.isArray(ids) && ids.every(id => typeof id === 'string');
  if (!areIds) throw badState('other "ids"', 'an array of strings');
  return {
    moment,
    ids,
    afterId: typeof afterId === 'string' ? afterId : undefined,
    isPartial: isPartial === true,
    lookFrom: toTime(lookFrom),
    lookedAt: toTime(lookedAt),
    recent: typeof recent === 'string' ? recent : '',
    fields: typeof fields === 'object' && fields !== null ? {...fields} : undefined,
    state,
  };
}

function toTime(text: unknown): number | undefined {
  const time = Date.parse(String(text));
  return Number.isNaN(time) ? undefined : time;
}

function badState(found: string, wanted: string) {
  return configError(
    `The state of this stream cannot be used: found ${found.slice(0, 80)}, expected ${wanted}. Reset the stream's state (it is then read from the beginning), or use the version of this connector that wrote it.`,
  );
}
