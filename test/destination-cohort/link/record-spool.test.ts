import {readdirSync} from 'node:fs';
import {ExactNumber, type InputRecord} from '@cohort-salesforce/spec';
import {afterEach, expect, test, vi} from 'vitest';
import {BatchResults} from '../../../destination-cohort/link/batch-results.js';
import type {IncomingRecord} from '../../../destination-cohort/link/incoming-record.js';
import {RecordSpool, toRecord} from '../../../destination-cohort/link/record-spool.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

afterEach(() => vi.unstubAllEnvs());

function incoming(id: string, data: Record<string, unknown>): IncomingRecord {
  return {
    content: () => ({record: {data, line: 7}, modifiedBy: undefined, texts: []}),
    id,
    userId: undefined,
    email: '',
    key: '',
    keyDigest: '',
    created: 1,
    modified: 2,
    isDeleted: false,
    isPartial: false,
    isConverted: true,
    master: undefined,
    digest: '',
  };
}

interface Found {
  record: InputRecord;
  group: string;
  isOrphan: boolean;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('records come back as they were, from the part of their group, and leave no file behind', async () => {
  const folder = await temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  const results = new BatchResults(2);
  const spool = new RecordSpool(() => results);
  const data = {name: 'Zo\u00eb\n"', big: new ExactNumber('9007199254740993'), list: [1]};
  const groups = ['A\n12345', '\u00ff\u0000bcdef'] as const;
  for (const [index, group] of groups.entries()) {
    spool.add(incoming(`003${index}`, data), {origin: [0, index], group, isOrphan: index === 1});
  }
  const found: Found[] = [];
  for (let part = 0; part < spool.parts; part += 1) {
    const all = await spool.waiting(part);
    const records = (await collect(spool.records(part, all, () => true))).flat();
    for (const spooled of records) {
      const {waiting} = spooled;
      found.push({record: toRecord(spooled), group: waiting.group, isOrphan: waiting.isOrphan});
    }
    for (const {slot, isConverted} of all) {
      expect(isConverted).toBe(true);
      slot.resolve('created');
    }
    spool.drop(part);
    expect(await spool.waiting(part)).toEqual([]);
  }
  const record = {data, line: 7};
  const expected = groups.map((group, index) => ({record, group, isOrphan: index === 1}));
  const byGroup = (list: readonly Found[]) => list.toSorted((a, b) => (a.group < b.group ? -1 : 1));
  expect(byGroup(found)).toEqual(byGroup(expected));
  expect(await results.recordResults).toEqual([{status: 'created'}, {status: 'created'}]);
  spool.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a part holds more than fits into its buffer', async () => {
  const results = new BatchResults(500);
  const spool = new RecordSpool(() => results);
  for (let index = 0; index < 500; index += 1) {
    const record = incoming(`003${index}`, {text: 'x'.repeat(300), index});
    spool.add(record, {origin: [0, index], group: 'group', isOrphan: false});
  }
  const part = RecordSpool.partOf('group');
  const all = await spool.waiting(part);
  const wanted = (await collect(spool.records(part, all, place => place % 100 === 0))).flat();
  expect(wanted.map(spooled => toRecord(spooled).data.index)).toEqual([0, 100, 200, 300, 400]);
  spool.close();
});
