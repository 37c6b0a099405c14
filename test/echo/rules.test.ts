import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {Findings} from './findings.js';
import {type Observed, violations} from './rules.js';
import type {Contact, User} from './two-systems.js';
import {TypedValues} from './typed-values.js';
import {NAMES, type Values} from './values.js';

const EMPTY = Object.fromEntries(NAMES.map(name => [name, null])) as unknown as Values;

function contact(values: Partial<Values> = {}, more: Partial<Contact> = {}): Contact {
  const base = {
    id: '003A',
    email: 'ann@shop.example',
    userId: 'u1',
    leadSource: null,
    created: '2026-01-01',
  };
  return {...base, values: {...EMPTY, ...values}, ...more};
}

function user(values: Partial<Values> = {}, more: Partial<User> = {}): User {
  const base = {id: 'u1', email: 'ann@shop.example', recordId: null, mark: null, origin: null};
  return {...base, values: {...EMPTY, ...values}, ...more};
}

function observe(
  [contacts, users]: readonly [Contact[], User[]],
  {before = {contacts, users}, typed = new TypedValues(), ...more}: Partial<Observed> = {},
): string[] {
  const findings = new Findings();
  const own = {findings, mapped: NAMES, apart: new Set<string>(), known: [], settings: {}};
  return violations({...own, wasKilled: false, before, after: {contacts, users}, typed, ...more});
}

function listed(code: string): Findings {
  const folder = mkdtempSync(join(tmpdir(), 'findings-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const line = {code, record_id: '003A', user_id: 'u1', fields: ['FirstName']};
  writeFileSync(join(folder, 'Contact.jsonl'), `${JSON.stringify(line)}\n`);
  const findings = new Findings();
  findings.collect(folder);
  return findings;
}

function typedName(): TypedValues {
  const typed = new TypedValues();
  typed.note('cohort', 'u1', {firstName: 'Ada'});
  return typed;
}

const BO: [Contact[], User[]] = [[contact({firstName: 'Bo'})], [user({firstName: 'Bo'})]];

test('a typed value that was replaced and not listed is lost', () => {
  expect(observe(BO, {typed: typedName()})).toEqual([
    'cohort u1: firstName was Ada, as typed, and became Bo',
  ]);
});

test('it is not when a conflict was listed, or when the other side was typed later', () => {
  expect(observe(BO, {typed: typedName(), findings: listed('CONFLICT')})).toEqual([]);
  const typed = typedName();
  typed.note('salesforce', '003A', {firstName: 'Bo'});
  expect(observe(BO, {typed})).toEqual([]);
});

test('sides that differ are reported, but for what was left apart and listed', () => {
  const apart: [Contact[], User[]] = [[contact({firstName: 'Bo'})], [user({firstName: 'Ada'})]];
  expect(observe(apart)).toEqual(['003A and u1: firstName is "Bo" and "Ada"']);
  expect(observe(apart, {findings: listed('NO_HISTORY')})).toEqual([]);
});

test('what a killed run linked may differ unlisted only where it left both sides as they were', () => {
  const one = contact({firstName: 'Bo'});
  const other = user({firstName: 'Ada'});
  const apart: [Contact[], User[]] = [[one], [other]];
  const differs = ['003A and u1: firstName is "Bo" and "Ada"'];
  expect(observe(apart, {wasKilled: true})).toEqual([]);
  const before = {contacts: [contact({firstName: 'Bea'})], users: [other]};
  expect(observe(apart, {wasKilled: true, before})).toEqual(differs);
  expect(observe(apart, {wasKilled: true, known: [{contact: one, user: other}]})).toEqual(differs);
});

test('a rounded value is the same value', () => {
  const rounded = [[contact({loyalty_points: 13})], [user({loyalty_points: 12.5})]];
  expect(observe(rounded as [Contact[], User[]])).toEqual([]);
});

test('a second contact, a written duplicate and a changed address are reported', () => {
  const before = {contacts: [contact()], users: [user()]};
  const second = contact({}, {id: '003B', created: '2026-02-01'});
  expect(observe([[contact(), second], [user()]], {before})).toEqual([
    '003B: a second contact of the user u1',
  ]);
  const copy = {contacts: [contact(), second], users: [user()]};
  const written = {...second, values: {...EMPTY, city: 'Ulm'}};
  expect(observe([[contact(), written], [user()]], {before: copy})).toEqual([
    '003B: a duplicate was written',
  ]);
  expect(observe([[contact({}, {email: 'x@y.example'})], [user()]], {before})).toEqual([
    '003A: the address ann@shop.example became x@y.example',
  ]);
});

test('a contact that comes back does not replace the one that represents the user since', () => {
  const older = contact({firstName: 'Ada'}, {id: '003Z', created: '2025-01-01'});
  const [contacts, users] = BO;
  const known = [{contact: contact(), user: user()}];
  expect(observe([[older, ...contacts], users])).toEqual([
    '003Z and u1: firstName is "Ada" and "Bo"',
  ]);
  expect(observe([[older, ...contacts], users], {known})).toEqual([]);
});

test('a user whose contact was deleted must be marked, and nobody else', () => {
  const linked = {known: [{contact: contact(), user: user()}], settings: {marksDeleted: true}};
  expect(observe([[], [user()]], linked)).toEqual([
    'u1: the contact was deleted, but there is no mark',
  ]);
  expect(observe([[], [user({}, {mark: 'deleted'})]], linked)).toEqual([]);
  expect(observe([[contact()], [user({}, {mark: 'deleted'})]], linked)).toEqual([
    'u1: marked, but the contact 003A represents it',
  ]);
});

test('a translated first name agrees, in both directions', () => {
  const pair = (from: string, to: string) =>
    [[contact({firstName: from})], [user({firstName: to})]] as [Contact[], User[]];
  const settings = {translates: true};
  expect(observe(pair('Ada', 'A1'), {settings})).toEqual([]);
  expect(observe(pair('Bo', 'Ada'), {settings})).toEqual([]);
  expect(observe(pair('Ada', 'Bo'), {settings})).toEqual([
    '003A and u1: firstName is "Ada" and "Bo"',
  ]);
  expect(observe(pair('Ada', 'A1'))).toEqual(['003A and u1: firstName is "Ada" and "A1"']);
});

test('a tier that must stay is reported when it was written', () => {
  const tier = (loyalty_tier: string | null) => contact({loyalty_tier});
  const users = [user({loyalty_tier: 'Gold'})];
  const observeTiers = (was: string | null, is: string | null, when: 'empty' | 'create') =>
    observe([[tier(is)], users], {before: {contacts: [tier(was)], users}, settings: {when}});
  expect(observeTiers('Bronze', 'Gold', 'empty')).toEqual(['003A: the tier Bronze became Gold']);
  expect(observeTiers(null, 'Gold', 'create')).toEqual(['003A: the tier null became Gold']);
  expect(observeTiers(null, 'Gold', 'empty')).toEqual([]);
  expect(observeTiers('Bronze', 'Bronze', 'create')).toEqual([]);
});

test('linked people without the constants are reported', () => {
  const settings = {hasConstants: true};
  const [contacts, users] = BO;
  expect(observe([contacts, users], {settings})).toEqual([
    'u1: origin is null',
    '003A: LeadSource is null',
  ]);
});
