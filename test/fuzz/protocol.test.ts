import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseMessage, readLines} from '@cohort-salesforce/spec';
import fc from 'fast-check';
import {afterAll, expect, test} from 'vitest';
import {StateFile} from '../../harness/store/state-file.js';
import {IncrementalCursor} from '../../source-cohort/streams/incremental-cursor.js';
import {parseStreamState} from '../../source-salesforce/read/stream-state.js';
import {parseCatalog, parseStates} from '../../spec/runtime/command-line/parse-inputs.js';
import {propertyRun} from './cases.js';
import {mutated} from './mutated.js';
import {orRefusal} from './or-refusal.js';

const RUN = propertyRun(300);

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));

afterAll(() => rmSync(folder, {recursive: true, force: true}));

const seeds = fc.nat();

const STATE = {
  type: 'STREAM',
  stream: {stream_descriptor: {name: 'users', namespace: null}, stream_state: {version: 1}},
  sourceStats: {recordCount: 3},
};

const CATALOG = {
  streams: [
    {
      stream: {
        name: 'users',
        json_schema: {properties: {id: {type: ['null', 'string']}}},
        supported_sync_modes: ['full_refresh', 'incremental'],
        source_defined_primary_key: [['id']],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      cursor_field: ['updatedAt'],
      primary_key: [['id']],
    },
  ],
};

const MESSAGES = [
  {type: 'RECORD', record: {stream: 'users', emitted_at: 1, data: {id: '1', deep: {a: [1]}}}},
  {type: 'STATE', state: STATE},
  {type: 'LOG', log: {level: 'INFO', message: 'text'}},
  {type: 'CATALOG', catalog: {streams: [CATALOG.streams[0]?.stream]}},
  {type: 'TRACE', trace: {type: 'ERROR', emitted_at: 1, error: {message: 'no'}}},
];

test('a line is a message or is refused, whatever was done to it', async () => {
  const property = fc.asyncProperty(seeds, fc.constantFrom(...MESSAGES), async (seed, message) => {
    const line = JSON.stringify(mutated(message, seed));
    const parsed = await orRefusal(() => parseMessage(line, 1));
    if (parsed && parsed.type !== 'UNKNOWN') expect(parsed).toEqual(JSON.parse(line));
  });
  await fc.assert(property, RUN);
});

test('any bytes are lines, and each line is a message or is refused', async () => {
  const property = fc.asyncProperty(fc.array(fc.uint8Array({maxLength: 60})), async chunks => {
    async function* stream() {
      for (const chunk of chunks) yield Buffer.from(chunk);
    }
    const all: Buffer[] = [];
    for await (const lines of readLines(stream())) all.push(...lines);
    for (const line of all) await orRefusal(() => parseMessage(line, 1));
    const text = Buffer.concat(chunks).toString('latin1');
    const found = all.map(line => line.toString('latin1'));
    expect(found).toEqual(
      text
        .split('\n')
        .slice(0, text.endsWith('\n') || text === '' ? -1 : undefined)
        .map(line => line.replace(/\r$/, '')),
    );
  });
  await fc.assert(property, RUN);
});

test('a catalog and a state are taken or refused, whatever was done to them', async () => {
  const property = fc.asyncProperty(seeds, async seed => {
    await orRefusal(() => parseCatalog(mutated(CATALOG, seed)));
    await orRefusal(() => parseStates(mutated([STATE, STATE], seed)));
    const path = join(folder, 'state.json');
    writeFileSync(path, JSON.stringify(mutated([STATE], seed)));
    await orRefusal(() => StateFile.open(path));
  });
  await fc.assert(property, RUN);
});

test('what a stream keeps of its last run is taken or refused, whatever was done to it', async () => {
  const salesforce = {
    version: 1,
    cursor: 'SystemModstamp',
    fields: ['Id', 'Email'],
    through: '2026-01-01T00:00:00.000Z',
    recent: {'2026-01-01T00:00:00': '1.abc'},
    job: {id: '750x', query: 'abc', at: '2026-01-01T00:00:00.000Z', done: [1]},
  };
  const cohort = {version: 1, cursor: '2026-01-01T00:00:00.000Z', ids: ['a'], afterId: 'b'};
  const property = fc.asyncProperty(seeds, async seed => {
    const state = mutated(salesforce, seed) as Record<string, unknown> | undefined;
    if (typeof state === 'object' && state !== null)
      await orRefusal(() => parseStreamState('Contact', state));
    const cursor = mutated(cohort, seed) as Record<string, unknown> | undefined;
    if (typeof cursor !== 'object' || cursor === null) return;
    const read = await orRefusal(() => new IncrementalCursor(cursor));
    if (read) expect(() => [read.since, read.take('2026-01-02T00:00:00Z', 'x')]).not.toThrow();
  });
  await fc.assert(property, RUN);
});
