import type {Happening} from './event-log.js';
import type {Property, Value} from './property-book.js';

interface Group {
  id: string;
  /** By language. */
  name: Record<string, string>;
  referenceId: string | null;
  createdAt: number;
}

/** A list: users put on it by hand or by import. */
export interface List extends Group {
  /** Rows of users, in the order in which they were put on it. */
  rows: number[];
}

/** A segment: those users of whom something is true at the moment. */
export interface Segment extends Group {
  property: Property;
  value: Value;
  /** What its members gain on entering and lose on leaving. */
  badge?: {id: string; name: string};
}

export function isMember(segment: Segment, row: number): boolean {
  return segment.property.column[row] === segment.value;
}

export function toGroup({id, name, referenceId, createdAt}: Group): object {
  const at = new Date(createdAt).toISOString();
  return {id, name, referenceId, createdAt: at, updatedAt: at};
}

/** A user gained or lost the badge of a segment. */
export function badgeMoved({id, name, badge}: Segment, isGain: boolean): Happening {
  return {
    eventType: isGain ? 'cohort.badge.gained' : 'cohort.badge.lost',
    properties: {badgeId: badge?.id ?? '', cohortId: id},
    resources: {badge: {...badge}, cohort: {id, name}},
  };
}
