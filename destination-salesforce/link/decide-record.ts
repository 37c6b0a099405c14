import {
  type Digest,
  decideProperty,
  EMPTY,
  isOwnChange,
  markWritesRead,
  type Pair,
  type PropertyDecision,
  type PropertyNote,
} from '@cohort-salesforce/spec/baseline';
import {type FieldRejection, type Match, onlyFills, type Row} from '../match/index.js';
import type {Target} from '../target/index.js';
import type {Cell} from '../values/index.js';
import {digestOf} from './cohort-digests.js';
import type {ExportLink} from './export-link.js';
import {isSameValue} from './is-same-value.js';
import type {LinkedProperty} from './linked-property.js';
import {predictStored} from './predict-stored.js';

export interface RecordDecision {
  /** What to write; all undefined for nothing. */
  cells: (Cell | undefined)[];
  /** A value that would have to be written and cannot be. */
  refused: FieldRejection | undefined;
  notes: ReadonlyMap<PropertyNote, readonly string[]>;
}

interface Facts {
  row: Row;
  record: Match;
  /** Gets the baselines and intents that follow. */
  pair: Pair;
  target: Target;
  link: ExportLink;
}

/** Decides each property of a user and its record; changes the pair accordingly. */
export function decideRecord(facts: Facts): RecordDecision {
  const {pair, target, link} = facts;
  const cells = target.columns.map((): Cell | undefined => undefined);
  const notes = new Map<PropertyNote, string[]>();
  let refused: FieldRejection | undefined;
  for (const property of link.properties) {
    const digest = facts.row.link && digestOf(facts.row.link, property);
    if (digest === undefined) continue;
    const decision = decideColumn(property, digest, facts);
    const path = target.columns[property.column]?.path ?? '';
    if (decision.note) notes.set(decision.note, [...(notes.get(decision.note) ?? []), path]);
    dropOwnIntent(pair, property.number);
    if (!decision.write) {
      if (decision.baseline) pair.properties.set(property.number, decision.baseline);
      continue;
    }
    const problem = facts.row.refused.find(({column}) => column === property.column);
    refused ??= problem;
    cells[property.column] = facts.row.cells[property.column];
    if (!problem) noteIntent(property, digest, facts);
  }
  markWritesRead(pair, 'cohort');
  return {cells, refused, notes};
}

// This lookup resolved it: the record holds what was sent, or somebody has changed it since.
function dropOwnIntent({intents}: Pair, number: number): void {
  if (intents.get(number)?.side === 'salesforce') intents.delete(number);
}

function noteIntent({column, number}: LinkedProperty, source: Digest, facts: Facts): void {
  const {row, pair, target, link} = facts;
  const its = target.columns[column];
  if (!its) return;
  const stored = link.store.digest(predictStored(its, row.cells[column] ?? null));
  pair.intents.set(number, {side: 'salesforce', source, sent: stored, stored});
}

function decideColumn(property: LinkedProperty, cohort: Digest, facts: Facts): PropertyDecision {
  const {row, record, pair, target, link} = facts;
  const {column: position, number, rules} = property;
  const column = target.columns[position];
  const held = record.link?.salesforce[position] ?? EMPTY;
  // A mask must never be taken for a value.
  const salesforce = property.isMasked ? EMPTY : held;
  if (!column?.onUpdate) return {write: false, baseline: undefined};
  const both = {row, record, column, salesforce, cohort};
  const decision = decideProperty({
    direction: 'export',
    rules,
    salesforce,
    cohort,
    isEqual: property.isMasked
      ? cohort === EMPTY
      : isSameValue(property, both, text => link.store.digest(text)),
    baseline: pair.properties.get(number),
    intent: pair.intents.get(number),
    lastWrite: pair.writes.get(number),
    isOurs: {salesforce: isOurRecord(facts), cohort: isOurUser(facts)},
    newest: newestOf(facts),
  });
  const isFilled = onlyFills(column, target) && held !== EMPTY;
  const isRefused = row.refused.some(one => one.column === position);
  const isWritable = isRefused || row.cells[position] !== undefined;
  // It stays as it is: the next change is compared with what is there now.
  if (decision.write && (isFilled || !isWritable))
    return {write: false, baseline: {salesforce, cohort}};
  return decision;
}

function isOurRecord({record, pair, link}: Facts): boolean {
  const {modifiedBy, modified = 0} = record.link ?? {};
  return modifiedBy === link.ourUserId && isOwnChange(pair, modified);
}

function isOurUser({row, pair}: Facts): boolean {
  const updatedAt = row.link?.updatedAt ?? 0;
  return updatedAt > 0 && updatedAt <= pair.userWrittenAt;
}

function newestOf(facts: Facts): 'salesforce' | 'cohort' {
  const {row, record, link} = facts;
  // The user's time is our own write's; the edit is Salesforce's.
  if (isOurUser(facts)) return 'salesforce';
  // As the import compares them: otherwise each side could leave it to the other.
  const modified = (record.link?.modified ?? 0) - link.store.clocks.salesforceAhead;
  return modified >= (row.link?.updatedAt ?? 0) ? 'salesforce' : 'cohort';
}
