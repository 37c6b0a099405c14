import type {Rejection} from '@cohort-salesforce/spec';
import type {Target} from '../target/index.js';
import type {Match, Row} from './row.js';

export interface DecisionContext {
  target: Target;
  /** Whether this user comes with another key in the same run, so that a record's key is out of date. */
  hasMoved(userId: string, key: string): boolean;
}

export type Chosen =
  | {chosen: readonly Match[]; ambiguous: readonly Match[]}
  | {rejection: Rejection};

/**
 * The records a row means: those that hold its user's id, else those with its key that belong to
 * nobody; of several, what the duplicates policy says. A record of another user is never taken.
 */
export function chooseRecords(
  row: Row,
  matches: readonly Match[],
  context: DecisionContext,
): Chosen {
  const own = matches.filter(({userId}) => userId !== null && userId === row.userId);
  const keyed = bestKeyed(row, matches);
  // A user without an id may be the record's user.
  const free = keyed.filter(({userId}) => row.userId === null || userId === null);
  if (own.length > 0) return choose(row, preferOpen(own, free, context.target), context.target);
  if (free.length > 0) return choose(row, free, context.target);
  const foreign = keyed.find(({userId}) => userId !== null && !context.hasMoved(userId, row.key));
  if (foreign) return {rejection: rejectForeign(row, foreign, context.target)};
  return {chosen: [], ambiguous: []};
}

/** The person of a converted lead may have come back as a new one; Salesforce changes only that. */
function preferOpen(
  own: readonly Match[],
  free: readonly Match[],
  {mode}: Target,
): readonly Match[] {
  if (mode === 'delete' || own.some(({isConverted}) => !isConverted)) return own;
  const open = free.filter(({isConverted}) => !isConverted);
  return open.length > 0 ? open : own;
}

// The first key field that holds the key for anyone counts; the others are second best.
export function bestKeyed(row: Row, matches: readonly Match[]): readonly Match[] {
  const fields = matches[0]?.keys.length ?? 0;
  for (let field = 0; field < fields; field += 1) {
    const found = matches.filter(({keys}) => keys[field] === row.key);
    if (found.length > 0) return found;
  }
  return [];
}

function choose(row: Row, found: readonly Match[], target: Target): Chosen {
  const sorted = [...standing(found, target)].sort(byAge);
  const [oldest] = sorted;
  if (!oldest || sorted.length === 1) return {chosen: sorted, ambiguous: []};
  switch (target.duplicates) {
    case 'all':
      return {chosen: sorted, ambiguous: sorted};
    case 'reject':
      return {rejection: rejectAmbiguous(row, sorted, target)};
    case 'newest':
      return {chosen: sorted.slice(-1), ambiguous: sorted};
    default:
      return {chosen: [oldest], ambiguous: sorted};
  }
}

// Salesforce changes no converted lead, but deletes it.
export function standing(found: readonly Match[], {mode}: Target): readonly Match[] {
  const open = found.filter(({isConverted}) => !isConverted);
  return mode === 'delete' || open.length === 0 ? found : open;
}

/** The oldest first. */
export function byAge(a: Match, b: Match): number {
  if (a.createdDate !== b.createdDate) return a.createdDate < b.createdDate ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function rejectForeign({keyText}: Row, {id}: Match, {object, key}: Target): Rejection {
  return {
    status: 'rejected',
    key: keyText,
    code: 'RECORD_OF_ANOTHER_USER',
    message: `${object} ${id} has this ${key.kind === 'email' ? 'email' : 'key'} and holds the id of another Cohort user`,
  };
}

function rejectAmbiguous({keyText}: Row, found: readonly Match[], {object}: Target): Rejection {
  const ids = found.slice(0, 10).map(({id}) => id);
  return {
    status: 'rejected',
    key: keyText,
    code: 'DUPLICATE_RECORDS',
    message: `${found.length} ${object} records match: ${ids.join(', ')}`,
  };
}
