import {RecordBlock, type RecordText} from '@cohort-salesforce/spec';
import type {ReadPlan} from './read-plan.js';

export type Records = RecordBlock | readonly RecordText[];

/** The cursor of records that are JSON already, ISO 8601 in UTC. */
export type CursorOf = (records: Records, index: number) => string;

const KEY_LENGTH = 18;
const TIME_LENGTH = '2026-01-31T00:00:00.000Z'.length;

/**
 * A record begins with its key and its cursor, whose lengths never change: they are cut out where they stand, because
 * parsing a million records for them would cost more than all the rest. Undefined when a plan has no key or no cursor.
 */
export function cursorReader({hasKey, cursor}: ReadPlan): CursorOf | undefined {
  if (!hasKey || cursor === undefined) return undefined;
  const start = '{"Id":"'.length + KEY_LENGTH + `","${cursor}":"`.length;
  return (records, index) => {
    if (records instanceof RecordBlock) return records.slice(index, start, start + TIME_LENGTH);
    const record = records[index] ?? '';
    const text = typeof record === 'string' ? record : record.data;
    return text.slice(start, start + TIME_LENGTH);
  };
}
