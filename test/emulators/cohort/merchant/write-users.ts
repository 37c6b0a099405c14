import {checkItem, type Item, ItemError, type Wish} from './check-item.js';
import {emailKey} from './email.js';
import type {Happening} from './event-log.js';
import type {Merchant} from './merchant.js';
import {badgeMoved, isMember} from './user-group.js';

export type WriteMode = 'upsert' | 'update';

export interface ItemResult {
  index: number;
  status: 'created' | 'updated' | 'unchanged' | 'not_found' | 'invalid';
  id?: string;
  error?: {code: string; message: string};
}

/** What a batch did: the answer, and everything that happened to users. */
export interface Outcome {
  results: ItemResult[];
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
  const {visibleAfterMs} = merchant.behavior;
  if (visibleAfterMs > 0) merchant.users.hide(batch.changed, stamp + visibleAfterMs);
  return {results, happenings: batch.happenings, stamp};
}

interface Batch {
  merchant: Merchant;
  mode: WriteMode;
  changed: Set<number>;
  happenings: Outcome['happenings'];
}

type NewResult = Omit<ItemResult, 'index'>;

function writeItem(batch: Batch, item: Item, refusal: ReturnType<RefuseItem>): NewResult {
  if (refusal) return {status: 'invalid', error: refusal};
  try {
    return fulfil(batch, checkItem(item, batch.merchant));
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    return {status: 'invalid', error: {code: error.code, message: error.message}};
  }
}

function fulfil(batch: Batch, wish: Wish): NewResult {
  const {users} = batch.merchant;
  const found = findUser(batch.merchant, wish);
  // An id names a user who exists: nobody is created for it.
  const {email} = wish;
  if (found === undefined && (batch.mode === 'update' || wish.id !== undefined))
    return {status: 'not_found'};
  const row = found ?? users.add(email ?? '');
  const {hasChanged, happenings} = change(batch.merchant, row, wish);
  const status = statusOf(found === undefined, hasChanged);
  if (status !== 'unchanged') {
    batch.changed.add(row);
    batch.happenings.push({row, happening: plain(`cohort.user.${status}`)}, ...happenings);
  }
  return {status, id: users.idOf(row)};
}

function findUser({users}: Merchant, {id, email = ''}: Wish): number | undefined {
  return id === undefined ? users.rowOfEmail(email) : users.rowOfId(id);
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
  const hasMoved = moveEmail(merchant, row, wish);
  const hasChanged = assign(row, wish) || hasMoved;
  const happenings = badged
    .filter((segment, index) => isMember(segment, row) !== wereIn[index])
    .map(segment => ({row, happening: badgeMoved(segment, isMember(segment, row))}));
  return {hasChanged, happenings};
}

// Only an item with an id can name another address than the user's own.
function moveEmail({users}: Merchant, row: number, {id, email}: Wish): boolean {
  const isOwn = emailKey(email ?? '') === emailKey(users.emails[row] ?? '');
  if (id === undefined || email === undefined || isOwn) return false;
  if (users.rowOfEmail(email) !== undefined)
    throw new ItemError('users.email-taken', 'email belongs to another user');
  users.setEmail(row, email);
  return true;
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
