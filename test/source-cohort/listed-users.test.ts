import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {read} from './read-run.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort({users: 250});
});

afterEach(() => cohort.close());

test('listed users are read although they have not changed, also by a Cohort without look-up by id', async () => {
  const first = await read(cohort, 'users', {fields: ['id', 'updatedAt', 'lang']});
  const [one, two] = first.records;
  const also_read = join(await temporaryFolder(), 'also.jsonl');
  const missing = '00000000-0000-4000-8000-000000000000';
  await writeFile(also_read, [one?.id, two?.id, missing].map(id => `"${id}"\n`).join(''));
  const options = {fields: ['id', 'updatedAt', 'lang'], state: first.states.at(-1) ?? {}};
  const again = await read(cohort, 'users', {...options, config: {also_read}});
  expect(again.records).toEqual([one, two]);
  expect(again.states).toEqual(first.states);
  const body = {code: 'invalid_request', message: 'unknown parameter ids'};
  const faults = [{route: '*/users/lookup', every: 1, answer: {status: 417, body}}];
  const plain = await read(cohort, 'users', {...options, config: {also_read}, faults});
  expect(plain.records).toEqual([one, two]);
});

test('listed users may be named by their address, and come once', async () => {
  const fields = ['id', 'email'];
  const {records} = await read(cohort, 'users', {fields});
  const [one] = records;
  const also_read = join(await temporaryFolder(), 'also.jsonl');
  const lines = [one?.id, {email: String(one?.email).toUpperCase()}, {email: 'nobody@example.com'}];
  await writeFile(also_read, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
  const found = await read(cohort, 'users', {fields, config: {also_read, only_also_read: true}});
  expect(found.records).toEqual([one]);
  const body = {code: 'invalid_request', message: 'unknown parameter ids'};
  const plain = await read(cohort, 'users', {
    fields,
    config: {also_read, only_also_read: true},
    faults: [{route: '*/users/lookup', nth: 1, answer: {status: 417, body}}],
  });
  expect(plain.records).toEqual([one]);
});
