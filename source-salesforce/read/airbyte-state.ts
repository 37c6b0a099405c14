import {isObject} from '@cohort-salesforce/spec';

/** As much of our own state as it tells. */
interface AdoptedState {
  version: 1;
  cursor?: string;
  through: string;
}

const CURSORS = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate', 'LoginTime'];

/**
 * A state that Airbyte's own source-salesforce saved -> ours; undefined when it is none. It has one of two forms: the cursor
 * by its name, or spans of time that were read, whose first end is where nothing is missing before. What follows a gap
 * is read again.
 */
export function parseAirbyteState(value: Record<string, unknown>): AdoptedState | undefined {
  if (value.version !== undefined) return undefined;
  if (value.state_type === 'date-range') return fromSlices(value);
  const cursor = CURSORS.find(name => typeof value[name] === 'string');
  const through = cursor && toTime(value[cursor]);
  return through ? {version: 1, cursor, through} : undefined;
}

function fromSlices({slices, legacy}: Record<string, unknown>): AdoptedState | undefined {
  if (!Array.isArray(slices)) return undefined;
  if (slices.length === 0) return isObject(legacy) ? parseAirbyteState(legacy) : undefined;
  const spans = slices.map(toSpan);
  if (!spans.every(span => span !== undefined)) return undefined;
  const [first, ...others] = spans.sort((left, right) => left.start.localeCompare(right.start));
  if (!first) return undefined;
  let through = first.end;
  for (const {start, end} of others) {
    if (start > through) break;
    if (end > through) through = end;
  }
  return {version: 1, through};
}

// Where the source stopped within a span, the records up to there are what is certain.
function toSpan(slice: unknown): {start: string; end: string} | undefined {
  if (!isObject(slice)) return undefined;
  const {most_recent_cursor_value: reached} = slice;
  const [start, end] = [toTime(slice.start), toTime(slice.end)];
  const last = reached === undefined || reached === null ? end : toTime(reached);
  if (!start || !end || !last) return undefined;
  return {start, end: last < end ? last : end};
}

// `2026-01-31T00:00:00.000+0000`, `+00:00` and `Z` all occur, with or without a fraction.
function toTime(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) return undefined;
  const time = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
