import {chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {runBin} from '../fixtures/run-bin.js';

// What version 0.1.0 stored: never change these files; add a folder for each version that stores otherwise.
const STORED = resolve('test/fixtures/versions/0.1.0');

interface Message {
  type: string;
  trace?: {analytics?: {type: string; value: string}};
}

test('a source goes on from the state of version 0.1.0 and reads no record again', async () => {
  const emulators = await Emulators.forTest({contacts: 30});
  const catalog = join(emulators.folder, 'catalog.json');
  const printing = ['import', '--connection', emulators.connection, '--print-catalog'];
  writeFileSync(catalog, (await runBin('harness', printing)).stdout);
  const config = join(emulators.folder, 'source-salesforce.json');
  const read = ['read', '--config', config, '--catalog', catalog];
  const all = await messagesOf('source-salesforce', read);
  expect(countRecords(all)).toBe(30);

  const state = join(emulators.folder, 'state.json');
  writeFileSync(state, stateFor(orgOf(all)));
  const later = await messagesOf('source-salesforce', [...read, '--state', state]);
  expect(countRecords(later)).toBe(0);
  expect(later.filter(({type}) => type === 'STATE').length).toBeGreaterThan(0);
});

test('the state of version 0.1.0 of the users is read', async () => {
  const emulators = await Emulators.forTest({contacts: 5, users: 10});
  const catalog = join(emulators.folder, 'catalog.json');
  const printing = ['export', '--connection', emulators.connection, '--print-catalog'];
  writeFileSync(catalog, (await runBin('harness', printing)).stdout);
  const config = join(emulators.folder, 'source-cohort.json');
  const state = join(STORED, 'export.state.json');
  const read = ['read', '--config', config, '--catalog', catalog, '--state', state];
  const messages = await messagesOf('source-cohort', read);
  expect(messages.filter(({type}) => type === 'STATE').length).toBeGreaterThan(0);
});

test('rejected records and the list of runs of version 0.1.0 are read, and rejected records are sent again', async () => {
  const emulators = await Emulators.forTest({contacts: 5});
  const {syncFolder} = emulators;
  mkdirSync(join(syncFolder, 'rejects'), {recursive: true, mode: 0o700});
  chmodSync(syncFolder, 0o700);
  cpSync(join(STORED, 'runs.jsonl'), join(syncFolder, 'runs.jsonl'));
  cpSync(join(STORED, 'rejected-contacts.jsonl'), join(syncFolder, 'rejects/Contact.jsonl'));
  const options = ['--connection', emulators.connection, '--json'];
  const status = await runBin('harness', ['status', ...options]);
  expect([status.code, status.stdout]).toEqual([0, expect.stringContaining('EMAIL_MISSING')]);
  expect(status.stdout).toContain('2026-11-26T19:53:47.094Z');
  const {stdout} = await runBin('harness', ['retry-rejects', ...options]);
  const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');

  expect(summary).toMatchObject({status: 'succeeded', errors: []});
});

/** The stored state, as if the emulated org were the one it was stored for. */
function stateFor(org: string): string {
  const text = readFileSync(join(STORED, 'import.state.json'), 'utf8');
  return text.replace(/"org": *"[^"]+"/, `"org":"${org}"`);
}

function orgOf(messages: Message[]): string {
  const found = messages.find(({trace}) => trace?.analytics?.type === 'salesforce-login');
  return JSON.parse(found?.trace?.analytics?.value ?? '{}').org;
}

function countRecords(messages: Message[]): number {
  return messages.filter(({type}) => type === 'RECORD').length;
}

async function messagesOf(name: string, argv: string[]): Promise<Message[]> {
  const {code, stdout, stderr} = await runBin(name, argv);
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}
