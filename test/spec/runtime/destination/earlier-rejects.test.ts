import {existsSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough, Readable} from 'node:stream';
import type {DestinationConfig, InputRecord, RecordResult} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {LineWriter} from '../../../../spec/lines/line-writer.js';
import {createCensor} from '../../../../spec/runtime/command-line/censor.js';
import {MessageOutput} from '../../../../spec/runtime/command-line/context.js';
import {EarlierRejects} from '../../../../spec/runtime/destination/earlier-rejects.js';
import {writeRecords} from '../../../../spec/runtime/destination/write-records.js';
import {catalogOf} from '../../../fixtures/catalog.js';

interface Contact {
  Id?: string;
  Email: string | null;
  Points?: number | string;
}

const properties = {Id: {type: 'string'}, Email: {type: 'string'}, Points: {type: 'number'}};
const [configured] = catalogOf(['Contact'], {primary_key: [['Email']]}).streams;
const withId = {source_defined_primary_key: [['Id']], json_schema: {properties}};

class Output extends MessageOutput {
  readonly #onState: () => void;

  constructor(onState: () => void) {
    super(new LineWriter(new PassThrough()), createCensor({}));
    this.#onState = onState;
  }

  override sendLine(line: string): void {
    if (line.startsWith('{"type":"STATE"')) this.#onState();
  }
}

class Rejects {
  readonly folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  readonly path = join(this.folder, 'Contact.jsonl');

  /** A run over records; `null` is a state. Resolves with what the file held when each state was returned. */
  async run(
    records: Iterable<Contact | null> | AsyncIterable<Contact | null>,
    {stream = withId, ...settings}: DestinationConfig & {stream?: object} = {},
  ): Promise<string[][]> {
    const seen: string[][] = [];
    if (!configured) throw new Error('There is no stream.');
    await writeRecords({
      open: async () => ({
        batch: {records: 2, bytes: 1000},
        inFlight: 1,
        write: async contacts => contacts.map(resultOf),
      }),
      catalog: {streams: [{...configured, stream: {...configured.stream, ...stream}}]},
      config: {rejects_dir: this.folder, ...settings},
      output: new Output(() => {
        seen.push(this.people());
        this.onState();
      }),
      input: Readable.from(toLines(records)),
    });
    return seen;
  }

  onState: () => void = () => {};

  nextState(): Promise<void> {
    return new Promise(resolve => {
      this.onState = resolve;
    });
  }

  people(): string[] {
    if (!existsSync(this.path)) return [];
    const lines = readFileSync(this.path, 'utf8').trim().split('\n');
    return lines.map(line => String((JSON.parse(line) as {record: Contact}).record.Id));
  }
}

async function* toLines(records: Iterable<Contact | null> | AsyncIterable<Contact | null>) {
  for await (const record of records) yield toLine(record);
}

function toLine(data: Contact | null): Buffer {
  const descriptor = {stream_descriptor: {name: 'Contact'}};
  const message = data
    ? {type: 'RECORD', record: {stream: 'Contact', data, emitted_at: 1}}
    : {type: 'STATE', state: {type: 'STREAM', stream: descriptor}};
  return Buffer.from(`${JSON.stringify(message)}\n`);
}

function resultOf({data}: InputRecord): RecordResult {
  const key = data.Email as string | null;
  if (key === null || typeof data.Points === 'string')
    return {status: 'rejected', key, code: 'ODD', message: 'odd'};
  return {status: data.Points === 0 ? 'duplicate' : 'updated'};
}

const ann = {Id: '1', Email: 'ann@example.com', Points: 'many'};
const bob = {Id: '2', Email: 'bob@example.com', Points: 'few'};
const nobody = {Id: '3', Email: null, Points: 1};

test.each([
  ['the record is written', {...ann, Points: 5}],
  ['the record is a duplicate now', {...ann, Points: 0}],
  ['the record is written with another address', {...ann, Email: 'x@example.com', Points: 5}],
  [
    'another record of the address is written',
    {...ann, Id: '9', Email: 'ANN@example.com ', Points: 5},
  ],
])('a rejection is removed before the state that follows when %s', async (_, record) => {
  const rejects = new Rejects();
  expect(await rejects.run([ann, bob, nobody, null])).toEqual([['1', '2', '3']]);
  expect(await rejects.run([record, null])).toEqual([['2', '3']]);
  expect(
    await rejects.run([
      {...nobody, Email: 'no@example.com'},
      {...bob, Points: 1},
    ]),
  ).toEqual([]);
  expect(existsSync(rejects.path)).toBe(false);
});

test.each([
  ['is rejected again', [ann]],
  ['is written and rejected in one run', [{...ann, Points: 5}, ann]],
  ['is rejected and written in one run', [ann, {...ann, Points: 5}]],
  ['has a duplicate', [{...ann, Id: '9', Points: 0}]],
  ['is written in part', [{Id: '1', Email: ann.Email}]],
])('a rejection stays when its record %s', async (_, records) => {
  const rejects = new Rejects();
  await rejects.run([ann, bob]);
  await rejects.run([...records, null]);
  expect(rejects.people()).toEqual(['1', '2']);
});

test('a record that was removed and is rejected again stands there again', async () => {
  const rejects = new Rejects();
  await rejects.run([ann, bob]);
  async function* records() {
    const state = rejects.nextState();
    yield {...ann, Points: 5};
    yield null;
    await state;
    yield* [ann, null];
  }
  expect(await rejects.run(records())).toEqual([['2'], ['2', '1']]);
});

test('a dry run removes nothing', async () => {
  const rejects = new Rejects();
  await rejects.run([ann]);
  await rejects.run([{...ann, Points: 5}, null], {dry_run: true});
  expect(rejects.people()).toEqual(['1']);
});

test('without a primary key of the source, the matching key tells whose rejection it is', async () => {
  const rejects = new Rejects();
  const stream = {json_schema: {}};
  await rejects.run([ann, bob], {stream});
  await rejects.run([{Email: 'Ann@example.com', Points: 5}, null], {stream});
  expect(rejects.people()).toEqual(['2']);
});

test('a run that shares the folder goes on in the file that another one has shortened', async () => {
  const rejects = new Rejects();
  await rejects.run([ann, bob]);
  const carl = {Id: '4', Email: 'carl@example.com', Points: 'x'};
  const eve = {Id: '5', Email: 'eve@example.com', Points: 'y'};
  async function* records() {
    const state = rejects.nextState();
    yield* [carl, null];
    await state;
    await rejects.run([{...ann, Points: 5}]);
    yield eve;
  }
  await rejects.run(records());
  expect(rejects.people().sort()).toEqual(['2', '4', '5']);
});

test('of a file of any size, so many lines are held in memory', async () => {
  if (!configured) throw new Error('There is no stream.');
  const path = join(mkdtempSync(join(tmpdir(), 'rejects-')), 'Contact.jsonl');
  const line = (email: string) =>
    `${JSON.stringify({key: email, code: 'X', record: {Email: email}})}\n`;
  writeFileSync(path, ['a@x.com', 'b@x.com', 'c@x.com'].map(line).join(''));
  const rejects = await EarlierRejects.read(path, configured, 2);
  expect(rejects?.find({Email: 'b@x.com'})).toHaveLength(1);
  expect(rejects?.find({Email: 'c@x.com'})).toBeUndefined();
});

test('lines of a large file are removed many at once, and all at the end', async () => {
  if (!configured) throw new Error('There is no stream.');
  const path = join(mkdtempSync(join(tmpdir(), 'rejects-')), 'Contact.jsonl');
  const emails = Array.from({length: 1001}, (_, index) => `${index}@x.com`);
  const lines = emails.map(key => `${JSON.stringify({key, code: 'X', record: {Email: key}})}\n`);
  writeFileSync(path, lines.join(''));
  const rejects = await EarlierRejects.read(path, configured);
  const write = (from: number, to: number) => {
    for (const Email of emails.slice(from, to)) {
      rejects?.resolve(rejects.find({Email}) ?? [], 'created');
    }
  };
  write(0, 100);
  expect(rejects?.take({isEnd: false}).size).toBe(0);
  write(100, 101);
  expect(rejects?.take({isEnd: false}).size).toBe(101);
  write(101, 102);
  expect(rejects?.take({isEnd: false}).size).toBe(0);
  expect(rejects?.take({isEnd: true}).size).toBe(1);
});
