import {existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {RejectedRecords, replaceRejects} from '../../harness/sync/rejected-again.js';

const catalog: ConfiguredAirbyteCatalog = {
  streams: [
    {
      stream: {
        name: 'Contact',
        json_schema: {},
        supported_sync_modes: ['full_refresh'],
        source_defined_primary_key: [['Id']],
      },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append_dedup',
      primary_key: [['Email']],
    },
  ],
};

const isKept = () => false;

async function chosen(rejected: readonly object[], found: readonly Record<string, unknown>[]) {
  const path = join(mkdtempSync(join(tmpdir(), 'rejects-')), 'Contact.jsonl');
  writeFileSync(path, rejected.map(record => `${JSON.stringify({record})}\n`).join(''));
  const records = await RejectedRecords.read(path, catalog);
  return found.filter(data => records.choose({data})).map(({Id}) => Id);
}

test('with a rejected record go the others of its email, so that the newest still counts', async () => {
  const found = [
    {Id: 'older', Email: 'ann@acme.com'},
    {Id: 'newer', Email: ' Ann@Acme.com'},
    {Id: 'other', Email: 'bob@acme.com'},
  ];
  expect(await chosen([{Id: 'older', Email: 'ann@acme.com'}], found)).toEqual(['older', 'newer']);
});

test('an email that was corrected since counts as well', async () => {
  const found = [
    {Id: 'corrected', Email: 'ann@acme.com'},
    {Id: 'newer', Email: 'ann@acme.com'},
  ];
  expect(await chosen([{Id: 'corrected', Email: 'ann@'}], found)).toEqual(['corrected', 'newer']);
});

test('records without an email have nothing in common', async () => {
  const found = [{Id: 'rejected', Email: null}, {Id: 'another', Email: null}, {Id: 'third'}];
  expect(await chosen([{Id: 'rejected', Email: null}], found)).toEqual(['rejected']);
});

test('lines that are damaged are kept beside what replaces the others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const path = join(folder, 'Contact.jsonl');
  const whole = JSON.stringify({code: 'A', record: {Id: '1'}});
  writeFileSync(path, `${whole}\n{"key":"a","co\n5\n${whole}\n`);
  mkdirSync(join(folder, 'new'));
  writeFileSync(join(folder, 'new', 'Contact.jsonl'), 'again\n');
  expect(await replaceRejects(path, {newFolder: join(folder, 'new'), isKept})).toBe(2);
  expect(readFileSync(path, 'utf8')).toBe('again\n');
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('{"key":"a","co\n5\n');
});

test('without damaged lines there is no file for them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const path = join(folder, 'Contact.jsonl');
  writeFileSync(path, `${JSON.stringify({code: 'A', record: {}})}\n{"cut o`);
  expect(await replaceRejects(path, {newFolder: join(folder, 'new'), isKept})).toBe(0);
  expect([path, `${path}.damaged`].map(file => existsSync(file))).toEqual([false, false]);
});

test('rejected records that are not read again can be kept, to the letter', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const path = join(folder, 'Contact.jsonl');
  const lines = ['1', '2'].map(
    Id => `{"code":"A","fields":["n"],"record":{"Id":"${Id}","n":1.0}}\n`,
  );
  writeFileSync(path, lines.join(''));
  const records = await RejectedRecords.read(path, catalog);
  expect(records.choose({data: {Id: '1'}})).toBe(true);
  const newFolder = join(folder, 'new');
  await replaceRejects(path, {newFolder, isKept: record => records.isUnread(record)});
  expect(readFileSync(path, 'utf8')).toBe(lines[1]);
});
