import type {User, Value} from '@cohort-salesforce/source-cohort/cohort';
import type {Rejection} from '@cohort-salesforce/spec';
import {
  type Digest,
  decideProperty,
  type Intent,
  isOwnChange,
  type Pair,
  type PropertyBaseline,
  type PropertyFacts,
  type PropertyNote,
} from '@cohort-salesforce/spec/baseline';
import {presentValue} from '../users/compare-user.js';
import {prepareValue, readValue, rejectValue} from '../users/prepare-value.js';
import {toUserText} from './canonical-texts.js';
import type {IncomingRecord} from './incoming-record.js';
import {isSameValue} from './is-same-value.js';
import type {LinkedField} from './linked-field.js';

export interface DecisionRules {
  fields: readonly LinkedField[];
  ourUserId: string | undefined;
  digest(value: string | null): Digest;
  /** How far Salesforce's clock is ahead of Cohort's, in milliseconds. */
  salesforceAhead: number;
}

/** What is to be done about one linked record. */
export interface RecordDecision {
  /** By the mapping's order; undefined: not written. */
  values: (Value | undefined)[];
  /** What each write becomes in the store once it is confirmed, by property number. */
  writes: Map<number, Intent>;
  /** What the store takes in without a write, by property number. */
  baselines: Map<number, PropertyBaseline>;
  /** Properties whose unfinished writes are dealt with. */
  decided: number[];
  /** What to list, with the source fields concerned. */
  notes: Map<PropertyNote, string[]>;
}

/** Decides each property; only what is to be written is converted, and can be a reason to reject. */
export function decideRecord(
  incoming: IncomingRecord,
  {pair, user}: {pair: Pair; user: User},
  {fields, ourUserId, digest, salesforceAhead}: DecisionRules,
): RecordDecision | Rejection {
  const {record, texts, modifiedBy} = incoming.content();
  const decision: RecordDecision = {
    values: new Array(fields.length).fill(undefined),
    writes: new Map(),
    baselines: new Map(),
    decided: [],
    notes: new Map(),
  };
  const updatedAt = Date.parse(user.updatedAt);
  const isOurs = {
    salesforce:
      ourUserId !== undefined && modifiedBy === ourUserId && isOwnChange(pair, incoming.modified),
    cohort: updatedAt <= pair.userWrittenAt,
  };
  const newest = incoming.modified - salesforceAhead >= updatedAt ? 'salesforce' : 'cohort';
  for (const [index, field] of fields.entries()) {
    const recordText = texts[index];
    // The record says nothing of it.
    if (recordText === undefined) continue;
    const {number, rules} = field;
    const value = readValue(field, record.data);
    const userText = toUserText(field, presentValue(user, field));
    const baseline = pair.properties.get(number);
    const isFirstContact = baseline === undefined;
    const facts: PropertyFacts = {
      direction: 'import',
      rules,
      salesforce: digest(recordText),
      cohort: digest(userText),
      isEqual: isSameValue(field, {value, recordText, userText, isFirstContact}),
      baseline,
      intent: pair.intents.get(number),
      lastWrite: pair.writes.get(number),
      isOurs,
      newest,
    };
    const decided = decideProperty(facts);
    decision.decided.push(number);
    if (decided.note) addNote(decision.notes, decided.note, field.source);
    if (!decided.write) {
      if (decided.baseline) decision.baselines.set(number, decided.baseline);
      continue;
    }
    const converted = recordText === null ? {value: null} : prepareValue(field, value);
    if ('rejection' in converted) return rejectValue(incoming.email, field, converted.rejection);
    decision.values[index] = converted.value;
    const sent = digest(toUserText(field, converted.value));
    decision.writes.set(number, {side: 'cohort', source: facts.salesforce, sent, stored: sent});
  }
  return decision;
}

function addNote(notes: Map<PropertyNote, string[]>, note: PropertyNote, source: string): void {
  const sources = notes.get(note);
  if (sources) sources.push(source);
  else notes.set(note, [source]);
}
