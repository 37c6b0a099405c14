import {
  type Digest,
  EMPTY,
  type Intent,
  type LastWrite,
  type PropertyBaseline,
  type Side,
} from './pair-tables.js';

/** Which directions sync a property. */
export type PropertyFlow = 'both' | 'import' | 'export';

/** Who wins a conflict. */
export type Winner = Side | 'newest';

/** What the connection says about one property. */
export interface PropertyRules {
  flow: PropertyFlow;
  /** Undefined: the connection does not say, which means Salesforce, but not on first contact. */
  wins: Winner | undefined;
  /** Whether an emptied value empties the other side. */
  clearEmpty: boolean;
}

/** One property of a pair, with both sides looked up. */
export interface PropertyFacts {
  /** The direction of this run: import writes Cohort, export writes Salesforce. */
  direction: 'import' | 'export';
  rules: PropertyRules;
  /** As each side has the value now. */
  salesforce: Digest;
  cohort: Digest;
  /** Whether both are the same value, up to what either side rounds, cuts or trims. */
  isEqual: boolean;
  /** Undefined at first contact. */
  baseline: PropertyBaseline | undefined;
  /** Left by a run that ended before its write was confirmed. */
  intent: Intent | undefined;
  lastWrite: LastWrite | undefined;
  /** Whether the last change of each object was made by this sync. */
  isOurs: Readonly<Record<Side, boolean>>;
  /** The side whose object changed last. */
  newest: Side;
}

/** What a run lists about a property besides writing it. */
export type PropertyNote =
  /** Both sides changed to different values. */
  | 'CONFLICT'
  /** The sides differ and there is no baseline: neither is written until one changes. */
  | 'NO_HISTORY'
  /** A one-way property was edited at its target, and its source has changed since. */
  | 'OVERWRITTEN'
  /** The target does not keep what is written to it. */
  | 'NOT_STABLE';

/** What to do with one property of one pair. */
export interface PropertyDecision {
  /** Whether to write the value to the side that this direction writes. */
  write: boolean;
  /** What to store as the baseline; after a write, once it is confirmed. Undefined: leave it as it is. */
  baseline: PropertyBaseline | undefined;
  /** What to list for the user. */
  note?: PropertyNote;
}

const MAX_REPEATED_WRITES = 2;

/** The rules for one property of one pair: docs/decisions has the table and the reasons. */
export function decideProperty(facts: PropertyFacts): PropertyDecision {
  const {direction, rules, lastWrite} = facts;
  if (rules.flow !== 'both' && rules.flow !== direction) return leave();
  const known = facts.baseline ?? baselineOfIntent(facts);
  const decision = known ? decideWithBaseline(facts, known) : decideFirstContact(facts);
  const isRepeated =
    decision.write &&
    lastWrite !== undefined &&
    lastWrite.side === targetOf(direction) &&
    lastWrite.source === mine(facts) &&
    lastWrite.count >= MAX_REPEATED_WRITES;
  return isRepeated ? {note: 'NOT_STABLE', ...adopt(facts)} : decision;
}

function decideFirstContact(facts: PropertyFacts): PropertyDecision {
  const {rules, isEqual, direction} = facts;
  if (isEqual) return adopt(facts);
  if (theirs(facts) === EMPTY) return write(facts);
  if (mine(facts) === EMPTY) return leave();
  if (isOwnDefault(facts)) return leave();
  if (rules.flow !== 'both') return {note: 'OVERWRITTEN', ...write(facts)};
  if (rules.wins === undefined) return {note: 'NO_HISTORY', ...adopt(facts)};
  const wins = winnerOf(facts, rules.wins) === sourceOf(direction);
  return {note: 'CONFLICT', ...(wins ? write(facts) : leave())};
}

// What the export has put into a record that it created, because this property is not exported, is nobody's edit.
function isOwnDefault({direction, lastWrite, ...facts}: PropertyFacts): boolean {
  const source = sourceOf(direction);
  return lastWrite?.side === source && lastWrite.source === facts[source];
}

function decideWithBaseline(facts: PropertyFacts, known: PropertyBaseline): PropertyDecision {
  const change = changesSince(facts, known);
  if (facts.rules.flow !== 'both') return decideOneWay(facts, change);
  return decideAfterOwnWrite(facts, change) ?? decideTwoWay(facts, change);
}

interface Change {
  salesforce: boolean;
  cohort: boolean;
  /** The baseline after unfinished writes and ignored clearings are taken into account. */
  baseline: PropertyBaseline;
  /** `baseline` if it is not what is stored. */
  update: PropertyBaseline | undefined;
}

function changesSince(facts: PropertyFacts, known: PropertyBaseline): Change {
  const baseline = withoutIgnoredClearings(facts, withIntent(facts, known));
  const stored = facts.baseline;
  const isStored = baseline.salesforce === stored?.salesforce && baseline.cohort === stored.cohort;
  return {
    salesforce: facts.salesforce !== baseline.salesforce,
    cohort: facts.cohort !== baseline.cohort,
    baseline,
    update: isStored ? undefined : baseline,
  };
}

// The run that sent the value ended before it knew: the side that holds the value took it.
function withIntent(facts: PropertyFacts, known: PropertyBaseline): PropertyBaseline {
  return baselineOfIntent(facts) ?? known;
}

function baselineOfIntent(facts: PropertyFacts): PropertyBaseline | undefined {
  const {intent} = facts;
  if (!intent) return undefined;
  const now = facts[intent.side];
  if (now !== intent.sent && now !== intent.stored) return undefined;
  return intent.side === 'cohort'
    ? {salesforce: intent.source, cohort: now}
    : {salesforce: now, cohort: intent.source};
}

// Without clear_empty, an emptied value counts as unchanged.
function withoutIgnoredClearings(
  {rules, salesforce, cohort}: PropertyFacts,
  known: PropertyBaseline,
): PropertyBaseline {
  if (rules.clearEmpty) return known;
  return {
    salesforce: salesforce === EMPTY ? EMPTY : known.salesforce,
    cohort: cohort === EMPTY ? EMPTY : known.cohort,
  };
}

// The source always wins; an edit at the target stays until the source changes. It never becomes the baseline: once
// the property is mapped both ways, it is synced as the change that it is.
function decideOneWay(facts: PropertyFacts, change: Change): PropertyDecision {
  const isChanged = change.salesforce || change.cohort;
  if (facts.isEqual && isChanged) return adopt(facts);
  if (facts.isEqual || !change[sourceOf(facts.direction)]) {
    return {write: false, baseline: change.update};
  }
  const isTargetChanged = change[targetOf(facts.direction)];
  return isTargetChanged ? {note: 'OVERWRITTEN', ...write(facts)} : write(facts);
}

/**
 * A trigger or a normalization changed what we wrote: the stored form becomes the baseline and is
 * not sent back. Only if the other side has changed since does this direction write.
 */
function decideAfterOwnWrite(facts: PropertyFacts, change: Change): PropertyDecision | undefined {
  const {lastWrite, isOurs, direction, isEqual} = facts;
  if (!lastWrite || lastWrite.isRead) return undefined;
  const {side} = lastWrite;
  const other = side === 'salesforce' ? 'cohort' : 'salesforce';
  const isAltered = change[side] && isOurs[side] && change.baseline[other] === lastWrite.source;
  if (!isAltered) return undefined;
  const writesAgain = targetOf(direction) === side && change[other] && !isEqual && mayWrite(facts);
  if (writesAgain) return write(facts);
  return {write: false, baseline: {...change.baseline, [side]: facts[side]}};
}

function decideTwoWay(facts: PropertyFacts, change: Change): PropertyDecision {
  const {direction, isEqual, rules} = facts;
  const isMineChanged = change[sourceOf(direction)];
  const isTheirsChanged = change[targetOf(direction)];
  if (!isMineChanged) return {write: false, baseline: change.update};
  if (isEqual) return adopt(facts);
  if (!isTheirsChanged) return mayWrite(facts) ? write(facts) : adopt(facts);
  if (winnerOf(facts, rules.wins ?? 'salesforce') !== sourceOf(direction)) {
    return {write: false, baseline: change.update, note: 'CONFLICT'};
  }
  return {note: 'CONFLICT', ...(mayWrite(facts) ? write(facts) : leave())};
}

function winnerOf({isOurs, newest}: PropertyFacts, wins: Winner): Side {
  if (wins !== 'newest') return wins;
  // The record's time is our own write's; the edit is Cohort's.
  return isOurs.salesforce ? 'cohort' : newest;
}

function mayWrite(facts: PropertyFacts): boolean {
  return facts.rules.clearEmpty || mine(facts) !== EMPTY;
}

function mine(facts: PropertyFacts): Digest {
  return facts[sourceOf(facts.direction)];
}

function theirs(facts: PropertyFacts): Digest {
  return facts[targetOf(facts.direction)];
}

function sourceOf(direction: 'import' | 'export'): Side {
  return direction === 'import' ? 'salesforce' : 'cohort';
}

function targetOf(direction: 'import' | 'export'): Side {
  return direction === 'import' ? 'cohort' : 'salesforce';
}

function leave(): PropertyDecision {
  return {write: false, baseline: undefined};
}

/** Stores both sides as they are. */
function adopt({salesforce, cohort}: PropertyFacts): PropertyDecision {
  return {write: false, baseline: {salesforce, cohort}};
}

/** The caller replaces the written side with the digest of the stored form it predicts. */
function write({salesforce, cohort}: PropertyFacts): PropertyDecision {
  return {write: true, baseline: {salesforce, cohort}};
}
