import type {Pair} from '@cohort-salesforce/spec/baseline';
import type {Gone} from '../batch/found.js';
import {bestKeyed, byAge, type Match, type Row, standing} from '../match/index.js';
import type {Target} from '../target/index.js';
import type {LinkSettings} from './link-settings.js';

/** What is known of one row before its record is chosen. */
export interface RowFacts {
  row: Row;
  pair: Pair | undefined;
  matches: readonly Match[];
  /** The linked record cannot be written, and what became of it. */
  gone: Gone | undefined;
  /** Whether the store links this record to another user who still exists. */
  isHeld(record: Match): boolean;
  /** Whether a record with this user's id may get the row's instead. */
  isReplaceable(userId: string): boolean;
  /** Whether the store has ever linked this user. */
  isKnown(userId: string): boolean;
}

export type Resolved =
  | {kind: 'record'; record: Match; isRelinked: boolean}
  /** Nobody represents this user yet. */
  | {kind: 'none'}
  | {kind: 'gone'; code: 'RECORD_DELETED' | 'RECORD_MISSING'; recordId: string}
  | {kind: 'taken'; record: Match}
  | {kind: 'ambiguous'; records: readonly Match[]};

/** The record that represents a user: by the pair, then by the stored ids, then by the address. */
export function resolveRecord(
  facts: RowFacts,
  {target, settings}: {target: Target; settings: LinkSettings},
): Resolved {
  const linked = findLinked(facts);
  if (linked) return withOpenLead(linked, facts, target);
  const {row, matches, gone} = facts;
  const keyed = row.keyRejection ? [] : bestKeyed(row, matches);
  const free = keyed.filter(record => isFree(record, facts));
  const isCreatedAgain = settings.recreatesDeleted && target.mode === 'upsert';
  const isOver = gone !== undefined && !isCreatedAgain;
  // A record out of sight may still exist; only one that is deleted leaves its user to another.
  if (isOver && (gone.state === 'missing' || free.length === 0)) {
    const code = gone.state === 'deleted' ? 'RECORD_DELETED' : 'RECORD_MISSING';
    return {kind: 'gone', code, recordId: gone.recordId};
  }
  if (free.length > 0) return choose(free, target, gone !== undefined);
  const [taken] = keyed;
  return taken ? {kind: 'taken', record: taken} : {kind: 'none'};
}

function findLinked(facts: RowFacts): Resolved | undefined {
  const {row, pair, matches, gone, isHeld} = facts;
  const byId = (id: string | null | undefined) => matches.find(record => record.id === id);
  const paired = byId(pair?.recordId);
  if (paired)
    return isOursStill(paired, facts) ? found(paired, false) : {kind: 'taken', record: paired};
  const named = byId(row.link?.recordId);
  if (named && isFree(named, facts)) return found(named, false);
  // Salesforce's Clone copies the id, and a copy is always newer.
  const [own] = matches.filter(({userId}) => userId === row.userId).sort(byAge);
  if (own) return isHeld(own) ? {kind: 'taken', record: own} : found(own, false);
  const master = byId(gone?.masterId);
  if (!master) return undefined;
  return isFree(master, facts) ? found(master, true) : {kind: 'taken', record: master};
}

// After a merge it may hold the id of the other user, which the store knows; an id that it does not know
// is another connection's.
function isOursStill({userId}: Match, {row, isReplaceable, isKnown}: RowFacts): boolean {
  return userId === null || userId === row.userId || isKnown(userId) || isReplaceable(userId);
}

function found(record: Match, isRelinked: boolean): Resolved {
  return {kind: 'record', record, isRelinked};
}

/** Whether nobody else has it. */
function isFree(record: Match, {row, isHeld, isReplaceable}: RowFacts): boolean {
  const {userId} = record;
  return !isHeld(record) && (userId === null || userId === row.userId || isReplaceable(userId));
}

// Of a converted lead the person may have come back as a new, open one.
function withOpenLead(linked: Resolved, facts: RowFacts, target: Target): Resolved {
  if (linked.kind !== 'record' || !linked.record.isConverted || facts.row.keyRejection)
    return linked;
  const open = bestKeyed(facts.row, facts.matches).filter(
    record => !record.isConverted && isFree(record, facts),
  );
  return open.length > 0 ? choose(open, target, true) : linked;
}

function choose(free: readonly Match[], target: Target, isRelinked: boolean): Resolved {
  const sorted = [...standing(free, target)].sort(byAge);
  if (sorted.length > 1 && target.duplicates === 'reject') {
    return {kind: 'ambiguous', records: sorted};
  }
  const record = target.duplicates === 'oldest' ? sorted[0] : sorted.at(-1);
  if (!record) return {kind: 'none'};
  return found(record, isRelinked || record.userId !== null);
}
