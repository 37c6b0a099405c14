import type {Pair} from './pair.js';

// Salesforce tells its time in whole seconds.
const CLOCK_MS = 1000;

/**
 * Whether the record's last change, which our user made, can be our write to it. People and other programs may use the
 * same login: what changed later than our write, and was not read before, is theirs.
 */
export function isOwnChange(
  {recordReadAt, recordWrittenAt, writes}: Pair,
  modified: number,
): boolean {
  if (recordReadAt === 0) return true;
  if (recordWrittenAt === 0 && hasUnreadWrite(writes)) return true;
  return modified <= Math.max(recordReadAt, recordWrittenAt + CLOCK_MS);
}

function hasUnreadWrite(writes: Pair['writes']): boolean {
  for (const [, {side, isRead}] of writes) if (side === 'salesforce' && !isRead) return true;
  return false;
}
