import {RecordBlock, type RecordText} from '../../spec/index.js';
import type {ReadPlan} from './read-plan.js';

export type Records = RecordBlock | readonly RecordText[];

/** The key and the cursor of records that are JSON already. */
export interface RecordPrefix {
  keyOf(records: Records, index: number): string;
  /** ISO 8601 in UTC. */
  cursorOf(records: Records, index: number): string;
}

const KEY_LENGTH = 18;
const TIME_LENGTH = '2026-01-31T00:00:00.000Z'.length;

/**
 * A record begins with its key and its cursor, whose lengths never change: they are cut out where they stand, because
 * parsing a million records for them would cost more than all the rest. Undefined when a plan has no key or no cursor.
 */
export function recordPrefix({hasKey, cursor}: ReadPlan): RecordPrefix | undefined {
  if (!hasKey || cursor === undefined) return undefined;
  const keyStart = '{"Id":"'.length;
  const cursorStart = keyStart + KEY_LENGTH + `","${cursor}":"`.length;
  return {
    keyOf: (records, index) => cut(records, index, {start: keyStart, length: KEY_LENGTH}),
    cursorOf: (records, index) => cut(records, index, {start: cursorStart, length: TIME_LENGTH}),
  };
}

function cut(
  records: Records,
  index: number,
  {start, length}: {start: number; length: number},
): string {
  if (records instanceof RecordBlock) return records.slice(index, start, start + length);
  const record = records[index] ?? '';
  return (typeof record === 'string' ? record : record.data).slice(start, start + length);
}
