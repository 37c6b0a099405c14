import {toEmailKey} from '@cohort-salesforce/spec';
import {markWritesRead, type Pair, recordWrite} from '@cohort-salesforce/spec/baseline';
import type {RecordDecision} from './decide-record.js';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkedItem} from './link-item.js';

/** A write that Cohort has confirmed. */
export interface ConfirmedWrite {
  /** By Cohort's clock; no later than it answered. */
  at: number;
  /** Whether it changed the user, who is then newer than the lookup. */
  isChange: boolean;
}

/** Stores in the pair that its record was dealt with, and what was decided and, if so, written. */
export function confirmPair(
  {incoming, pair, user, lookedUpAt}: LinkedItem,
  decision: RecordDecision,
  write?: ConfirmedWrite,
): void {
  for (const [number, baseline] of decision.baselines) pair.properties.set(number, baseline);
  dropIntents(pair, decision);
  if (write) {
    confirmWrites(pair, decision);
    // A user who is as they were may have been edited before the lookup: the export has yet to read that.
    if (write.isChange) pair.userReadAt = Math.max(pair.userReadAt, lookedUpAt);
    pair.userWrittenAt = Math.max(pair.userWrittenAt, write.at);
  }
  if (incoming.key === toEmailKey(user.email)) pair.key = incoming.keyDigest;
  confirmRead(pair, incoming);
}

// What the export has sent may still be waiting in Salesforce, in a job of a run that was killed: unless the record
// shows it, only the export's own lookup resolves it.
function dropIntents({intents}: Pair, {decided, baselines, writes}: RecordDecision): void {
  for (const number of decided) {
    const isKnown = baselines.has(number) || writes.has(number);
    if (isKnown || intents.get(number)?.side === 'cohort') intents.delete(number);
  }
}

/** Stores that the record was read, and needs no look-up until it changes. */
export function confirmRead(pair: Pair, incoming: IncomingRecord): void {
  // The rest of the record was not read.
  if (incoming.isPartial) return;
  pair.recordReadAt = Math.max(pair.recordReadAt, incoming.modified);
  pair.importDigest = incoming.digest;
  pair.imported = true;
  pair.absence = undefined;
  markWritesRead(pair, 'salesforce');
}

/** The writes did not take place. */
export function withdrawIntents(pair: Pair, {writes}: RecordDecision): void {
  for (const number of writes.keys()) pair.intents.delete(number);
}

function confirmWrites(pair: Pair, {writes}: RecordDecision): void {
  for (const [number, {source, stored}] of writes) {
    pair.properties.set(number, {salesforce: source, cohort: stored});
    recordWrite(pair, number, {side: 'cohort', source});
  }
}
