import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {Summary} from '../../harness/report/summary.js';
import type {Emulators} from '../fixtures/emulators.js';
import {killAfter} from '../fixtures/kill-after.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';
import {act, change, saveUser, type World} from './act.js';
import type {Round} from './actions.js';
import type {Settings} from './connection.js';
import {Findings} from './findings.js';
import {type Link, linksOf, type Snapshot} from './links.js';
import {violations} from './rules.js';
import {agree, type Name} from './values.js';

export interface History extends World {
  emulators: Emulators;
  mapped: readonly Name[];
  apart: Set<string>;
  settings: Settings;
  /** Who was linked when the last sync ended. */
  links: readonly Link[];
}

// A merge or a deletion takes a sync until the other direction knows of it, and a killed run another one.
const MAX_SYNCS = 5;
// What is edited while a sync runs.
const FREE: readonly Name[] = ['firstName', 'lastName', 'loyalty_points'];

/** Lets a busy time pass and syncs until nothing is left to do; checks what the syncs have done by then. */
export async function live(history: History, {actions, trouble}: Round): Promise<void> {
  const {systems, emulators} = history;
  const linked = history.links;
  const started = history.typed.count;
  for (const action of actions) await act(history, action);
  if (trouble.losesBaseline)
    rmSync(join(emulators.syncFolder, 'baseline'), {recursive: true, force: true});
  const before = await look(history);
  const findings = new Findings();
  const wasKilled = trouble.killAfter !== null;
  if (trouble.killAfter !== null) await syncKilled(history, findings, trouble.killAfter);
  if (trouble.meanwhile) {
    const syncing = sync(history, findings);
    await editMeanwhile(history, trouble.meanwhile, {linked, started});
    await syncing;
  } else if (wasKilled) {
    // What the killed run had started may still write. This sync waits for it; the next one counts the calls.
    await sync(history, findings);
  }
  await syncUntilQuiet(history, findings);
  const contacts = await systems.contacts();
  const after = {contacts, users: await systems.users()};
  if (trouble.losesBaseline) leaveMarks(history, before, after);
  const known = trouble.losesBaseline ? [] : linked;
  const observed = {...history, before, after, findings, known, wasKilled};
  expect(violations(observed)).toEqual([]);
  history.links = linksOf(after, known);
}

function leaveMarks({apart}: History, before: Snapshot, after: Snapshot): void {
  const existed = new Set(before.contacts.map(({id}) => id));
  for (const {contact, user} of linksOf(after))
    if (!existed.has(contact.id)) apart.add(`${user.id} mark`);
}

const ALL_REJECTED = /: all \d+ records were rejected\./;

async function look({systems}: History): Promise<Snapshot> {
  return {contacts: await systems.contacts(), users: await systems.users()};
}

async function syncUntilQuiet(history: History, findings: Findings): Promise<void> {
  for (let syncs = 1; ; syncs += 1) {
    await history.emulators.forget();
    const {status, streams} = await sync(history, findings);
    const isGood = status === 'succeeded';
    if (isGood && streams.every(({created, updated}) => created + updated === 0)) break;
    expect(syncs, 'syncs that wrote something').toBeLessThan(MAX_SYNCS);
  }
  await expectOnlyReads(history.emulators);
}

async function sync({emulators}: History, findings: Findings): Promise<Summary> {
  const {code, summary} = await emulators.harness('sync');
  findings.collect(join(emulators.syncFolder, 'listed'));
  // Of few contacts all may be without an address; such a run stops before its export.
  const errors = summary.errors.filter(({message}) => !ALL_REJECTED.test(message));
  expect(errors).toEqual([]);
  expect(code).toBe(summary.errors.length === 0 ? 0 : 1);
  return summary;
}

async function syncKilled({emulators}: History, findings: Findings, ms: number): Promise<void> {
  await killAfter(
    ms,
    onStart => execute(HARNESS, emulators.arguments('sync'), {onStart}),
    pid => [pid],
  );
  findings.collect(join(emulators.syncFolder, 'listed'));
}

/**
 * Two people edit what nobody else has edited since the last sync: a write to the same property could replace
 * the edit, for neither system lets a batch say what it expects to replace.
 */
async function editMeanwhile(
  history: History,
  [contact, user]: readonly [number, number],
  {linked, started}: {linked: readonly Link[]; started: number},
): Promise<void> {
  const now = await look(history);
  const ids = new Set([...now.contacts, ...now.users].map(({id}) => id));
  const places = linked
    .filter(link => ids.has(link.contact.id) && ids.has(link.user.id))
    .flatMap(link => FREE.map(name => ({link, name})))
    .filter(({link, name}) => isUntouched(history, link, {name, started}));
  const onContact = places[contact % places.length];
  const onUser = places.filter(place => place !== onContact)[user % (places.length - 1)];
  if (onContact)
    await change(history, onContact.link.contact.id, toEdit(onContact.name, 'Salesforce', 41));
  if (onUser) await saveUser(history, onUser.link.user.email, toEdit(onUser.name, 'Cohort', 42));
}

function isUntouched(
  {typed, settings}: History,
  {contact, user}: Link,
  {name, started}: {name: Name; started: number},
): boolean {
  const edits = [typed.get('salesforce', contact.id, name), typed.get('cohort', user.id, name)];
  const isOld = edits.every(edit => edit === undefined || edit.at <= started);
  const both = [contact.values[name], user.values[name]] as const;
  return isOld && agree(name, both, settings.translates);
}

function toEdit(name: Name, text: string, points: number) {
  return {[name]: name === 'loyalty_points' ? points : `Meanwhile in ${text}`};
}

// Logins, descriptions, queries and look-ups only.
const READS = /^GET |oauth2\/token$|composite\/batch$|users\/lookup$|jobs\/query$/;

async function expectOnlyReads(emulators: Emulators): Promise<void> {
  for (const {routes} of Object.values(await emulators.stats()))
    expect(Object.keys(routes).filter(route => !READS.test(route))).toEqual([]);
}
