import {checkItem, type Item, ItemError, type Wish} from './check-item.js';
import type {Happening} from './event-log.js';
import type {Merchant} from './merchant.js';
import {badgeMoved, isMember} from './user-group.js';

export type WriteMode = 'upsert' | 'update';

export interface Verdict {
  index: number;
  status: 'created' | 'updated' | 'unchanged' | 'not_found' | 'invalid';
  id?: string;
  error?: {code: string; message: string};
}

/** What a batch did: the answer, and everything that happened to users. */
export interface Outcome {
  results: Verdict[];
  happenings: {row: number; happening: Happening}[];
  /** When it was done, in milliseconds since 1970; the new updatedAt of all users it changed. */
  stamp: number;
}

type RefuseItem = () => {code: string; message: string} | undefined;

/** Creates and updates users by email, one item after the other, all at one moment. */
export function writeUsers(
  merchant: Merchant,
  {mode, items}: {mode: WriteMode; items: readonly Item[]},
  refuse: RefuseItem,
): Outcome {
  const batch = {merchant, mode, changed: new Set<number>(), happenings: []};
  const results = items.map((item, index) => ({index, ...writeItem(batch, item, refuse())}));
  const stamp = merchant.nextStamp();
  if (batch.changed.size > 0) merchant.users.commit(batch.changed, stamp);
  return {results, happenings: batch.happenings, stamp};
}

interface Batch {
  merchant: Merchant;
  mode: WriteMode;
  changed: Set<number>;
  happenings: Outcome['happenings'];
}

type ItemVerdict = Omit<Verdict, 'index'>;

function writeItem(batch: Batch, item: Item, refusal: ReturnType<RefuseItem>): ItemVerdict {
  if (refusal) return {status: 'invalid', error: refusal};
  try {
    return fulfil(batch, checkItem(item, batch.merchant));
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    return {status: 'invalid', error: {code: error.code, message: error.message}};
  }
}

function fulfil(batch: Batch, wish: Wish): ItemVerdict {
  const {users} = batch.merchant;
  const found = users.rowOfEmail(wish.email);
  if (found === undefined && batch.mode === 'update') return {status: 'not_found'};
  const row = found ?? users.add(wish.email);
  const {hasChanged, happenings} = change(batch.merchant, row, wish);
  const status = statusOf(found === undefined, hasChanged);
  if (status !== 'unchanged') {
    batch.changed.add(row);
    batch.happenings.push({row, happening: plain(`cohort.user.${status}`)}, ...happenings);
  }
  return {status, id: users.idOf(row)};
}

function statusOf(isNew: boolean, hasChanged: boolean): 'created' | 'updated' | 'unchanged' {
  if (isNew) return 'created';
  return hasChanged ? 'updated' : 'unchanged';
}

function plain(eventType: string): Happening {
  return {eventType, properties: {}, resources: {}};
}

function change(merchant: Merchant, row: number, wish: Wish) {
  const badged = merchant.segments.filter(segment => segment.badge);
  const wereIn = badged.map(segment => isMember(segment, row));
  const hasChanged = assign(row, wish);
  const happenings = badged
    .filter((segment, index) => isMember(segment, row) !== wereIn[index])
    .map(segment => ({row, happening: badgeMoved(segment, isMember(segment, row))}));
  return {hasChanged, happenings};
}

function assign(row: number, {cells}: Wish): boolean {
  let hasChanged = false;
  for (const {column, value} of cells) {
    if ((column[row] ?? null) === value) continue;
    column[row] = value;
    hasChanged = true;
  }
  return hasChanged;
}
