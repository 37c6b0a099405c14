import type {RecordText} from '../../spec/index.js';
import type {ReadPlan} from './read-plan.js';

/** The key and the cursor of a record that is JSON already. */
export interface RecordPrefix {
  keyOf(record: RecordText): string;
  /** ISO 8601 in UTC. */
  cursorOf(record: RecordText): string;
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
    keyOf: record => textOf(record).slice(keyStart, keyStart + KEY_LENGTH),
    cursorOf: record => textOf(record).slice(cursorStart, cursorStart + TIME_LENGTH),
  };
}

function textOf(record: RecordText): string {
  return typeof record === 'string' ? record : record.data;
}
