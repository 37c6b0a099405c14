import type {Happening} from './event-log.js';
import type {Merchant} from './merchant.js';
import type {Value} from './property-book.js';
import {mix, RowIds} from './row-ids.js';
import {badgeMoved, isMember, type List} from './user-group.js';

/** Makes the lists and segments; `enlist` puts a new user on the lists it belongs to. */
export function seedGroups(merchant: Merchant, seed: number, createdAt: number) {
  const ids = new RowIds(mix(seed, merchant.mode === 'test' ? 11 : 12));
  const list = (place: number, en: string, fr: string, referenceId: string | null): List => {
    return {id: ids.idOf(place), name: {en, fr}, referenceId, createdAt, rows: []};
  };
  const lists = [
    list(0, 'Very important customers', 'Clients privilégiés', 'vip'),
    list(1, 'Spring fair visitors', 'Visiteurs du salon de printemps', null),
    list(2, 'Nobody yet', 'Encore personne', 'empty'),
  ];
  merchant.lists.push(...lists);
  addSegments(merchant, ids, createdAt);
  return {
    enlist(row: number): void {
      if (row % 50 === 3) lists[0]?.rows.push(row);
      if (row % 7 === 2) lists[1]?.rows.push(row);
    },
  };
}

/** What happened to these users when they were seeded. */
export function seededHappenings(merchant: Merchant, rows: readonly number[]) {
  return rows.flatMap(row => happeningsOf(merchant, row).map(happening => ({row, happening})));
}

function addSegments(merchant: Merchant, ids: RowIds, createdAt: number): void {
  const add = (place: number, referenceId: string, name: {en: string; fr: string}) => {
    return {id: ids.idOf(place), name, referenceId, createdAt};
  };
  const gold = add(10, 'gold-tier', {en: 'Gold customers', fr: 'Clients or'});
  const readers = add(11, 'newsletter-readers', {en: 'Newsletter readers', fr: 'Abonnés'});
  const badge = {id: ids.idOf(20), name: 'Gold'};
  merchant.segments.push({...gold, ...condition(merchant, 'loyalty_tier', 'Gold'), badge});
  merchant.segments.push({...readers, ...condition(merchant, 'newsletter', true)});
}

function condition({properties}: Merchant, referenceId: string, value: Value) {
  const property = properties.byReference(referenceId);
  if (!property) throw new Error(`no property ${referenceId} to make a segment of`);
  return {property, value};
}

function happeningsOf(merchant: Merchant, row: number): Happening[] {
  const gained = merchant.segments
    .filter(segment => segment.badge && isMember(segment, row))
    .map(segment => badgeMoved(segment, true));
  return row % 20 === 7 ? [...gained, appConnected] : gained;
}

const appId = new RowIds(40).idOf(0);

const appConnected: Happening = {
  eventType: 'cohort.app.connected',
  properties: {appId, connectionId: new RowIds(41).idOf(0)},
  resources: {app: {id: appId, name: 'Shopify'}},
};
