import type {Pair} from './pair.js';

// Salesforce tells its time in whole seconds.
const CLOCK_MS = 1000;

/**
 * Whether the record's last change, which our user made, can be our write to it. People and other programs may use the
 * same login: a change that is later than our write and was not read before is theirs.
 */
export function isOwnChange(pair: Pair, modified: number): boolean {
  const {recordReadAt, recordWrittenAt} = pair;
  if (recordReadAt === 0) return true;
  if (recordWrittenAt === 0 && mayHaveWritten(pair)) return true;
  return modified <= Math.max(recordReadAt, recordWrittenAt + CLOCK_MS);
}

// A killed run and older versions did not store when they wrote.
function mayHaveWritten({intents, writes}: Pair): boolean {
  for (const [, {side}] of intents) if (side === 'salesforce') return true;
  for (const [, {side, isRead}] of writes) if (side === 'salesforce' && !isRead) return true;
  return false;
}
