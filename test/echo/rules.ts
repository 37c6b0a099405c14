import {CONSTANTS, type Settings} from './connection.js';
import type {Findings} from './findings.js';
import {type Link, linksOf, type Snapshot} from './links.js';
import type {Typed, TypedValues} from './typed-values.js';
import {agree, isEmpty, isTarget, type Name, PROPERTIES, type Values} from './values.js';

export interface Observed {
  before: Snapshot;
  after: Snapshot;
  typed: TypedValues;
  findings: Findings;
  /** The two-way and one-way properties that the connection maps now. */
  mapped: readonly Name[];
  /**
   * Values that a rule leaves apart, by contact and property, until somebody types again. And users whose mark stays:
   * a store that was lost does not know that the contact, which the export creates again, was deleted.
   */
  apart: Set<string>;
  /** Who was linked before anything happened; nobody once the baseline is lost. */
  known: readonly Link[];
  settings: Settings;
  /** A killed run could not list what it decided. */
  wasKilled: boolean;
}

// With these, a value that somebody typed may be replaced.
const REPLACED = ['CONFLICT', 'OVERWRITTEN'];
const LEFT_APART = ['NO_HISTORY', 'NOT_STABLE'];

/** What the syncs of a round did against the rules, in words; empty when all is well. */
export function violations(observed: Observed): string[] {
  return [
    ...changedAddresses(observed),
    ...secondPeople(observed),
    ...writtenDuplicates(observed),
    ...lostValues(observed),
    ...disagreements(observed),
    ...wrongMarks(observed),
    ...writtenTiers(observed),
    ...missingConstants(observed),
  ];
}

/** A sync never changes an address, and never deletes anybody. */
function changedAddresses({before, after}: Observed): string[] {
  const emails = new Map([...after.contacts, ...after.users].map(({id, email}) => [id, email]));
  return [...before.contacts, ...before.users].flatMap(({id, email}) =>
    emails.get(id) === email ? [] : `${id}: the address ${email} became ${emails.get(id)}`,
  );
}

/** Nobody gets a second contact or user. */
function secondPeople({before, after, known}: Observed): string[] {
  const contacts = new Set(before.contacts.map(({id}) => id));
  const users = new Set(before.users.map(({id}) => id));
  const held = new Set(before.contacts.map(({userId}) => userId));
  const linked = new Set(linksOf(before, known).map(({contact}) => contact.id));
  const newContacts = after.contacts.filter(
    ({id, userId}) => !contacts.has(id) && held.has(userId),
  );
  const newUsers = after.users.filter(
    ({id, recordId}) => !users.has(id) && recordId !== null && linked.has(recordId),
  );
  return [
    ...newContacts.map(({id, userId}) => `${id}: a second contact of the user ${userId}`),
    ...newUsers.map(({id, recordId}) => `${id}: a second user of the contact ${recordId}`),
  ];
}

/** A contact that represents nobody is never written. */
function writtenDuplicates({before, after, known}: Observed): string[] {
  const linked = new Set(linksOf(after, known).map(({contact}) => contact.id));
  const was = new Map(before.contacts.map(contact => [contact.id, contact]));
  return after.contacts.flatMap(contact => {
    const {values} = was.get(contact.id) ?? {};
    const isSame =
      values === undefined || JSON.stringify(values) === JSON.stringify(contact.values);
    return linked.has(contact.id) || isSame ? [] : `${contact.id}: a duplicate was written`;
  });
}

/** What somebody typed stays, unless a later edit or a rule replaced it, and then that is listed. */
function lostValues(observed: Observed): string[] {
  const {after, typed, known} = observed;
  const values = new Map([...after.contacts, ...after.users].map(({id, values}) => [id, values]));
  const links = linksOf(after, known);
  return typed.all().flatMap(each => {
    const now = values.get(each.id)?.[each.name];
    // What was deleted may come back, with what was typed.
    if (now === undefined || now === each.value || isEmpty(each.value)) return [];
    const link = links.find(({contact, user}) => [contact.id, user.id].includes(each.id));
    const isRule = isReplacedByRule(each, link, observed);
    typed.forget(each);
    if (isRule) return [];
    return `${each.side} ${each.id}: ${each.name} was ${each.value}, as typed, and became ${now}`;
  });
}

function isReplacedByRule(
  {side, id, name, at}: Typed,
  link: Link | undefined,
  {typed, findings, wasKilled}: Observed,
): boolean {
  if (!link) return false;
  const [otherSide, otherId] =
    side === 'cohort'
      ? (['salesforce', link.contact.id] as const)
      : (['cohort', link.user.id] as const);
  const other = typed.get(otherSide, otherId, name);
  if (isTarget(name, side)) return true;
  if (other && other.at > at) return true;
  if (other && wasKilled) return true;
  return findings.has(REPLACED, [id, otherId], name);
}

/** Whose contact was deleted is marked, and nobody who has one. */
function wrongMarks({after, known, settings, apart}: Observed): string[] {
  if (!settings.marksDeleted) return [];
  const linked = new Map(linksOf(after, known).map(({user, contact}) => [user.id, contact.id]));
  const users = new Map(after.users.map(user => [user.id, user]));
  const contacts = new Set(after.contacts.map(({id}) => id));
  const missing = known.filter(
    ({user: {id}, contact}) =>
      isSelected(contact, settings) &&
      !contacts.has(contact.id) &&
      users.has(id) &&
      !linked.has(id) &&
      users.get(id)?.mark === null,
  );
  const stale = after.users.filter(
    ({id, mark}) => mark !== null && linked.has(id) && !apart.has(`${id} mark`),
  );
  return [
    ...missing.map(({user}) => `${user.id}: the contact was deleted, but there is no mark`),
    ...stale.map(({id}) => `${id}: marked, but the contact ${linked.get(id)} represents it`),
  ];
}

/** With `when`, the tier of a contact stays: always (`create`), or once there is one (`empty`). */
function writtenTiers({before, after, settings: {when}}: Observed): string[] {
  if (when === undefined) return [];
  const tiers = new Map(before.contacts.map(({id, values}) => [id, values.loyalty_tier]));
  return after.contacts.flatMap(({id, values: {loyalty_tier}}) => {
    const was = tiers.get(id);
    const mayChange = was === undefined || (when === 'empty' && was === null);
    return mayChange || was === loyalty_tier ? [] : `${id}: the tier ${was} became ${loyalty_tier}`;
  });
}

function isHeldBack(contactId: string, {before, settings: {when}}: Observed): boolean {
  if (when === undefined) return false;
  // Of those that the export has created, the tier is the user's.
  return when === 'empty' || before.contacts.some(({id}) => id === contactId);
}

/** Whether the import reads the contact: of others, what changes does not arrive. */
function isSelected({values}: Link['contact'], {selects}: Settings): boolean {
  return !selects || values.newsletter === true;
}

/** Linked people have the constants. */
function missingConstants({after, known, settings}: Observed): string[] {
  if (!settings.hasConstants) return [];
  return linksOf(after, known).flatMap(({contact, user}) => [
    ...(user.origin === CONSTANTS.origin || !isSelected(contact, settings)
      ? []
      : [`${user.id}: origin is ${user.origin}`]),
    ...(contact.leadSource === CONSTANTS.LeadSource
      ? []
      : [`${contact.id}: LeadSource is ${contact.leadSource}`]),
  ]);
}

/** Linked people have the same values on both sides. */
function disagreements(observed: Observed): string[] {
  const {after, mapped, known} = observed;
  return linksOf(after, known).flatMap(link =>
    mapped.flatMap(name => (isAgreed(link, name, observed) ? [] : disagreement(link, name))),
  );
}

function isAgreed(link: Link, name: Name, observed: Observed): boolean {
  const {typed, findings, apart, settings} = observed;
  const {contact, user} = link;
  const [salesforce, cohort] = [contact.values[name], user.values[name]];
  const place = `${contact.id} ${user.id} ${name}`;
  const state = JSON.stringify([salesforce, cohort]);
  if (agree(name, [salesforce, cohort], settings.translates)) return true;
  if (!isSelected(contact, settings)) return true;
  if (name === 'loyalty_tier' && isHeldBack(contact.id, observed)) return true;
  // What is emptied says nothing.
  if (isEmpty(salesforce) || isEmpty(cohort)) return true;
  const isListed = findings.has(LEFT_APART, [contact.id, user.id], name);
  if (isListed || isLeftByKilledRun(link, name, observed)) apart.add(`${place} ${state}`);
  if (apart.has(`${place} ${state}`)) return true;
  return isEditedTarget(link, name, typed);
}

// What a killed run linked and left as it was on both sides, it could not list.
function isLeftByKilledRun({contact, user}: Link, name: Name, observed: Observed): boolean {
  const {before, known, wasKilled} = observed;
  if (!wasKilled || PROPERTIES[name].flow !== 'both') return false;
  const isKnown = known.some(each => each.contact.id === contact.id && each.user.id === user.id);
  const was = [
    before.contacts.find(({id}) => id === contact.id)?.values[name],
    before.users.find(({id}) => id === user.id)?.values[name],
  ];
  return !isKnown && was[0] === contact.values[name] && was[1] === user.values[name];
}

// An edit at the target of a one-way property stays until its source changes.
function isEditedTarget({contact, user}: Link, name: Name, typed: TypedValues): boolean {
  const {flow} = PROPERTIES[name];
  if (flow === 'both') return false;
  const edited =
    flow === 'import'
      ? typed.get('cohort', user.id, name)
      : typed.get('salesforce', contact.id, name);
  return edited !== undefined;
}

function disagreement({contact, user}: Link, name: Name): string {
  const show = (value: Values[Name]) => JSON.stringify(value);
  return `${contact.id} and ${user.id}: ${name} is ${show(contact.values[name])} and ${show(user.values[name])}`;
}
