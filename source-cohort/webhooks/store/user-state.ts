import {ownValue} from '@cohort-salesforce/spec';
import type {HeldBadge, UserSnapshot} from '../files/stored-event.js';

/** What the events until now say about a user, in whatever order they came. */
export interface UserState {
  email: string | null;
  lang: string | null;
  /** The time of the newest event, in milliseconds since 1970. */
  at: number;
  badges: readonly BadgeState[];
}

/** The newest that is known about a badge of a user, of one list or segment. */
interface BadgeState {
  id: string;
  /** The list or segment that gives the badge, where the event names one. */
  cohortId: string | null;
  name: string | null;
  /** A lost badge is remembered: the event that it was gained may come later. */
  isHeld: boolean;
  at: number;
}

type Json = Readonly<Record<string, unknown>>;

const GAINED = 'cohort.badge.gained';
const LOST = 'cohort.badge.lost';

/** The id of the user that an event is about. */
export function userIdOf(event: Json): string | undefined {
  return textIn(objectIn(event, 'user'), 'id');
}

/**
 * A user's state after an event. The event's own time decides what is newest; of two events of the
 * same time, the later received one. An event that comes again changes nothing.
 */
export function addEvent(state: UserState | undefined, event: Json, receivedAt: string): UserState {
  const at = timeOf(event, receivedAt);
  const badges = withBadge(state?.badges ?? [], event, at);
  if (state && at < state.at) return {...state, badges};
  const user = objectIn(event, 'user');
  return {
    email: textIn(user, 'email') ?? state?.email ?? null,
    // null is a value: the user has no language.
    lang: textIn(user, 'lang') ?? (Object.hasOwn(user, 'lang') ? null : (state?.lang ?? null)),
    at,
    badges,
  };
}

export function toSnapshot(id: string, {email, lang, at, badges}: UserState): UserSnapshot {
  return {id, email, lang, badges: heldBadges(badges), updatedAt: toIso(at)};
}

/** Whether two snapshots of a user differ in more than their time. */
export function isSameUser(left: UserSnapshot, right: UserSnapshot): boolean {
  const withoutTime = (user: UserSnapshot) => JSON.stringify({...user, updatedAt: ''});
  return withoutTime(left) === withoutTime(right);
}

function withBadge(badges: readonly BadgeState[], event: Json, at: number): readonly BadgeState[] {
  const type = ownValue(event, 'eventType');
  if (type !== GAINED && type !== LOST) return badges;
  const badge = objectIn(objectIn(event, 'resources'), 'badge');
  const ids = objectIn(event, 'properties');
  const id = textIn(ids, 'badgeId') ?? textIn(badge, 'id');
  if (id === undefined) return badges;
  const cohortId = textIn(ids, 'cohortId') ?? null;
  const moved = {id, cohortId, name: nameOf(badge), isHeld: type === GAINED, at};
  const [same, others] = partition(badges, one => one.id === id && one.cohortId === cohortId);
  const newest = same.reduce((best, one) => (one.at > best.at ? one : best), moved);
  return [...others, newest];
}

// A badge that a list and a segment give is held until it is lost for both.
function heldBadges(badges: readonly BadgeState[]): HeldBadge[] {
  const held = new Map<string, BadgeState>();
  for (const badge of badges) {
    const known = held.get(badge.id);
    if (badge.isHeld && (!known || badge.at < known.at)) held.set(badge.id, badge);
  }
  return [...held.values()]
    .sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1))
    .map(({id, name, at}) => ({id, name, gainedAt: toIso(at)}));
}

// The catalog has a plain name; names of other resources are objects by language.
function nameOf(badge: Json): string | null {
  const name = ownValue(badge, 'name');
  if (typeof name === 'string') return name;
  const byLanguage = objectIn(badge, 'name');
  const [first] = Object.values(byLanguage).filter(text => typeof text === 'string');
  return textIn(byLanguage, 'en') ?? first ?? null;
}

function timeOf(event: Json, receivedAt: string): number {
  const time = Date.parse(textIn(event, 'eventTime') ?? '');
  return Number.isNaN(time) ? Date.parse(receivedAt) : time;
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean) {
  return [items.filter(isFirst), items.filter(item => !isFirst(item))] as const;
}

function textIn(object: Json, name: string): string | undefined {
  const value = ownValue(object, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function objectIn(object: Json, name: string): Json {
  const value = ownValue(object, name);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
