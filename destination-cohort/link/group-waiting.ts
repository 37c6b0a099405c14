import type {Waiting} from './record-spool.js';

/** Waiting records by what they wait under. Of a record that came twice the newest counts. */
export function groupWaiting(waiting: readonly Waiting[]): Map<string, Waiting[]> {
  const newest = new Map<string, Waiting>();
  for (const one of waiting) {
    const before = newest.get(one.recordId);
    const isOlder = before !== undefined && before.modified > one.modified;
    const stale = isOlder ? one : before;
    stale?.slot.resolve('unchanged');
    if (!isOlder) newest.set(one.recordId, one);
  }
  const groups = new Map<string, Waiting[]>();
  for (const one of newest.values()) {
    const group = groups.get(one.group);
    if (group) group.push(one);
    else groups.set(one.group, [one]);
  }
  return groups;
}

/** Negative when `left` was created first. */
export function compareAge(left: Waiting, right: Waiting): number {
  if (left.created !== right.created) return left.created - right.created;
  return left.recordId < right.recordId ? -1 : 1;
}
