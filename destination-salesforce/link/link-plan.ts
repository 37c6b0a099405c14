import type {Rejection} from '@cohort-salesforce/spec';
import {EMPTY, newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import type {Found} from '../batch/found.js';
import type {Purpose} from '../batch/pending-changes.js';
import type {Planner} from '../batch/planner.js';
import type {WriteBatch} from '../batch/write-batch.js';
import type {FinalResult} from '../batch/write-result.js';
import {
  bestKeyed,
  createRecord,
  type Decision,
  isIdTaken,
  type Match,
  type Row,
  rejectRow,
  UNCHANGED,
} from '../match/index.js';
import type {WriteContext} from '../write-context.js';
import {ChunkChanges} from './chunk-changes.js';
import {decideRecord} from './decide-record.js';
import {deletionOf} from './deletion-of.js';
import {dropIntents} from './drop-intents.js';
import type {ExportLink} from './export-link.js';
import {FinishedWrites} from './finished-writes.js';
import {LINK_MESSAGES, type LinkCode, listUserCases, type UserCases} from './link-cases.js';
import {LinkedPairs} from './linked-pairs.js';
import {type Resolved, resolveRecord} from './resolve-record.js';
import {selectRows} from './select-rows.js';

/** Decides by the links and baselines of the store, and keeps them up to date. */
export class LinkPlan implements Planner {
  readonly #writeBatch: WriteBatch;
  readonly #writeContext: WriteContext;
  readonly #link: ExportLink;
  readonly #cases: UserCases;
  readonly #writes: FinishedWrites;
  /** Records, and keys of records to be made, that are given to a row already. */
  readonly #claims = new Map<string, number>();
  #hasIntents = false;

  constructor(writeBatch: WriteBatch, writeContext: WriteContext, link: ExportLink) {
    this.#writeBatch = writeBatch;
    this.#writeContext = writeContext;
    this.#link = link;
    this.#cases = listUserCases(link.listing);
    this.#writes = new FinishedWrites(writeBatch, writeContext, link);
  }

  select(rows: Int32Array): Promise<Int32Array> {
    return selectRows(rows, this.#writeBatch, this.#link);
  }

  async decide(found: readonly Found[], pass: number): Promise<Decision[]> {
    const pairs = await LinkedPairs.read(found, this.#writeBatch, this.#link);
    const changes = new ChunkChanges(this.#link);
    const decisions = found.map(one => this.#decideOne(one, {pairs, changes, pass}));
    this.#hasIntents = (await changes.store()) || this.#hasIntents;
    return decisions;
  }

  /** An intent is durable before its write is sent: with one flush to disk, not one for each chunk. */
  async beforeSending(): Promise<void> {
    if (this.#hasIntents) await this.#link.store.checkpoint();
    this.#hasIntents = false;
  }

  onResult({row, operation}: Purpose, writeResult: FinalResult): void {
    this.#writes.add(row, operation, writeResult);
  }

  async finish(): Promise<void> {
    await this.#writes.store();
  }

  #decideOne(found: Found, context: Context): Decision {
    const {target, report, config} = this.#writeContext;
    const facts = context.pairs.factsOf(found);
    const resolved = resolveRecord(facts, {target, settings: this.#link.settings});
    if (context.pass === 1) this.#listDuplicates(found, resolved);
    const decision = this.#follow(found, resolved, context);
    if (config.dry_run) report.showDecision(found, decision);
    return decision;
  }

  #follow(found: Found, resolved: Resolved, context: Context): Decision {
    switch (resolved.kind) {
      case 'record':
        return this.#decideLinked(found, resolved, context);
      case 'none':
        return this.#decideMissing(found, context);
      case 'gone':
        return this.#decideGone(found, resolved, context);
      case 'taken':
        this.#cases.add('RECORD_OF_ANOTHER_USER', found.row, {recordId: resolved.record.id});
        return withResult(reject(found.row, 'RECORD_OF_ANOTHER_USER', resolved.record.id));
      case 'ambiguous':
        return withResult(rejectAmbiguous(found.row, resolved.records));
    }
  }

  #decideLinked(
    found: Found,
    {record, isRelinked}: Resolved & {kind: 'record'},
    {pairs, changes}: Context,
  ): Decision {
    const {target} = this.#writeContext;
    const {row, index} = found;
    if (!this.#claim(record.id, index)) {
      this.#cases.add('RECORD_OF_ANOTHER_USER', row, {recordId: record.id});
      return withResult(reject(row, 'RECORD_OF_ANOTHER_USER', record.id));
    }
    const before = pairs.ofRow(found);
    const pair = this.#pairFor(row, record, before);
    const {cells, refused, notes} = decideRecord({
      row,
      record,
      pair,
      target,
      link: this.#link,
    });
    if (isRelinked) this.#cases.add('RELINKED', row, {recordId: record.id});
    this.#listAddress(row, record);
    for (const [code, fields] of notes) this.#cases.add(code, row, {recordId: record.id, fields});
    if (refused) dropIntents(pair);
    else this.#addUserId(cells, found, record);
    const isWritten = !refused && cells.some(cell => cell !== undefined);
    pair.userReadAt = Math.max(pair.userReadAt, row.link?.updatedAt ?? 0);
    if (!isWritten && !refused) this.#writes.markExported(pair, row);
    changes.link(pair, {before, holder: pairs.ofRecord(record.id)});
    if (refused) return withResult(rejectRow(row.keyText, refused));
    if (!isWritten) return withResult(UNCHANGED);
    this.#writes.expect(index, found.lookedUpAt);
    return {kind: 'update', changes: [{id: record.id, cells, before: record.stored}]};
  }

  #pairFor(row: Row, record: Match, before: Pair | undefined): Pair {
    const {store} = this.#link;
    const link = {recordId: record.id, userId: row.userId ?? '', epoch: store.epoch};
    const key = row.keyRejection
      ? (before?.key ?? row.link?.key ?? EMPTY)
      : (row.link?.key ?? EMPTY);
    // Of another org or merchant only the link holds; the values are those of first contact.
    const isSame = before?.recordId === record.id && before.epoch === store.epoch;
    const pair = isSame ? {...before, key} : newPair({...link, key});
    pair.absence = deletionOf(before);
    return pair;
  }

  #addUserId(cells: (string | null | undefined)[], found: Found, record: Match): void {
    const {target} = this.#writeContext;
    const {row, matches} = found;
    const {userIdColumn = -1} = target;
    const isWritable = target.columns[userIdColumn]?.onUpdate ?? false;
    if (!isWritable || record.userId === row.userId) return;
    if (isIdTaken(row, {matches, chosen: [record], target})) return;
    cells[userIdColumn] = row.userId;
  }

  #decideMissing(found: Found, {pairs, changes}: Context): Decision {
    const {target} = this.#writeContext;
    const {row, index} = found;
    if (row.keyRejection) return withResult(rejectRow(row.keyText, row.keyRejection));
    const before = pairs.ofRow(found);
    if (target.mode === 'update') {
      if (before) changes.unlink(before);
      changes.pend(row);
      this.#link.listing.count('PENDING');
      return withResult(UNCHANGED);
    }
    if (!this.#claim(`new ${row.key}`, index)) {
      this.#cases.add('RECORD_OF_ANOTHER_USER', row);
      return withResult(reject(row, 'RECORD_OF_ANOTHER_USER'));
    }
    const decision = createRecord(row, target);
    if (decision.kind !== 'create') return decision;
    this.#writes.expect(index, found.lookedUpAt);
    return decision;
  }

  #decideGone(
    found: Found,
    {code, recordId}: Resolved & {kind: 'gone'},
    {pairs, changes}: Context,
  ): Decision {
    this.#cases.add(code, found.row, {recordId});
    const pair = pairs.ofRow(found);
    const absence = code === 'RECORD_DELETED' ? 'deleted' : 'missing';
    if (pair && pair.absence !== absence) changes.save({...pair, absence});
    return withResult(UNCHANGED);
  }

  #listDuplicates({row, matches}: Found, resolved: Resolved): void {
    if (resolved.kind !== 'record' || row.keyRejection) return;
    for (const {id, userId} of bestKeyed(row, matches)) {
      const isSpare = id !== resolved.record.id && (userId === null || userId === row.userId);
      if (isSpare) this.#cases.add('DUPLICATE', row, {recordId: id});
    }
  }

  #listAddress(row: Row, {id, keys}: Match): void {
    const {columns, keyColumn} = this.#writeContext.target;
    // Where addresses are written, the decision about the property says all.
    if (columns[keyColumn]?.onUpdate || row.keyRejection) return;
    const held = keys.filter(key => key !== null);
    if (held.length > 0 && !held.includes(row.key)) {
      this.#cases.add('EMAIL_DIFFERS', row, {recordId: id});
    }
  }

  /** Whether the row has it, now or already. */
  #claim(what: string, index: number): boolean {
    const owner = this.#claims.get(what) ?? index;
    this.#claims.set(what, owner);
    return owner === index;
  }
}

interface Context {
  pairs: LinkedPairs;
  changes: ChunkChanges;
  pass: number;
}

function withResult(result: Rejection | typeof UNCHANGED): Decision {
  return {kind: 'result', result};
}

function reject({keyText}: Row, code: LinkCode, recordId?: string): Rejection {
  const where = recordId === undefined ? '' : `${recordId}: `;
  return {status: 'rejected', key: keyText, code, message: where + LINK_MESSAGES[code]};
}

function rejectAmbiguous({keyText}: Row, records: readonly Match[]): Rejection {
  const ids = records.slice(0, 10).map(({id}) => id);
  const message = `${records.length} records match: ${ids.join(', ')}`;
  return {status: 'rejected', key: keyText, code: 'DUPLICATE_RECORDS', message};
}
