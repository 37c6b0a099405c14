import type {Pair} from './pair.js';
import type {Digest, Side} from './pair-tables.js';

/** Stores that a property was written to `side`; the same value again counts as a repetition. */
export function recordWrite(
  pair: Pair,
  property: number,
  write: {side: Side; source: Digest},
): void {
  const before = pair.writes.get(property);
  const isSame = before?.side === write.side && before.source === write.source;
  const count = isSame ? before.count + 1 : 1;
  pair.writes.set(property, {count, isRead: false, ...write});
}

/** The direction that reads `side` has seen what was written there. */
export function markWritesRead(pair: Pair, side: Side): void {
  for (const [, write] of pair.writes) if (write.side === side) write.isRead = true;
}
