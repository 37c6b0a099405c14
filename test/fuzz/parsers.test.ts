import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {ConnectorError, parseMessage, type RecordText, readLines} from '@cohort-salesforce/spec';
import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {afterAll, expect, test} from 'vitest';
import {stringify} from 'yaml';
import {readConnection} from '../../harness/connection/read-connection.js';
import {StateFile} from '../../harness/store/state-file.js';
import {IncrementalCursor} from '../../source-cohort/streams/incremental-cursor.js';
import {parseStreamState} from '../../source-salesforce/read/stream-state.js';
import {writeText} from '../../source-salesforce/salesforce/csv/cell-writers.js';
import {CsvToJson} from '../../source-salesforce/salesforce/csv/csv-to-json.js';
import {readCsv} from '../../source-salesforce/salesforce/csv/read-csv.js';
import {parseCatalog, parseStates} from '../../spec/runtime/command-line/parse-inputs.js';
import {propertyRun} from './cases.js';
import {mutateJson} from './mutate-json.js';
import {Random} from './random.js';

const RUN = propertyRun(300);
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const seeds = fc.nat();

/** Runs what may refuse its input, but only in the one way in which things are refused. */
async function orRefusal<Result>(
  work: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    expect(error.message).not.toMatch(/^(Cannot read|Maximum call)|is not (a function|iterable)/);
    return undefined;
  }
}

/** A value several times mutated. */
function mutated(value: unknown, seed: number): unknown {
  const random = new Random(seed);
  let result = value;
  for (let times = random.below(3); times >= 0; times -= 1) result = mutateJson(result, random);
  return result;
}

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

test('a connection is taken or refused, whatever was done to it', async () => {
  const connection = {
    salesforce: {auth_type: 'Client', client_id: 'a', login_url: 'https://a.my.salesforce.com'},
    cohort: {api_url: 'https://api.getcohort.com'},
    import: {
      enabled: true,
      object: 'Contact',
      email_field: 'Email',
      users: 'all',
      fields: {FirstName: 'firstName'},
    },
    export: {
      enabled: true,
      user_id_field: 'Id__c',
      users: 'all',
      properties: {firstName: 'FirstName'},
      create_defaults: {LastName: 'x'},
    },
  };
  const secrets = {
    salesforce: {client_secret: 'b', refresh_token: 'c'},
    cohort: {api_key: 'test_12345'},
  };
  const path = join(folder, 'acme.yaml');
  const property = fc.asyncProperty(seeds, async seed => {
    writeFileSync(path, stringify(mutated(connection, seed)));
    writeFileSync(join(folder, 'acme.secrets.yaml'), stringify(mutated(secrets, seed + 1)));
    await orRefusal(() => readConnection(path, {environment: {}}));
  });
  await fc.assert(property, {...RUN, numRuns: Math.ceil(RUN.numRuns / 3)});
});

test('any YAML is taken or refused', async () => {
  const marks = fc.constantFrom(
    'a: ',
    '- ',
    '\n',
    '  ',
    '&a ',
    '*a',
    '[',
    ']',
    '{',
    '}',
    '!!x ',
    '|',
    '"',
    "'",
    '<<: ',
    '? ',
    '#',
    '%',
    '\t',
    '\u0000',
    '$' + '{A}',
  );
  const path = join(folder, 'other.yaml');
  const property = fc.asyncProperty(fc.array(marks, {maxLength: 40}), async parts => {
    writeFileSync(path, parts.join(''));
    await orRefusal(() => readConnection(path, {environment: {}}));
  });
  await fc.assert(property, {...RUN, numRuns: Math.ceil(RUN.numRuns / 3)});
});

// As damaged as a result of a query can come: bytes changed, missing or there twice.
const damage = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom('"', ',', '\n', '\r', 'x', '\ufffd', '')),
  {maxLength: 3},
);
const CSV = `"Id","Name"\n${Array.from({length: 20}, (_, n) => `"${n}","Name ""${n}"", ${'é'.repeat(n)}\n"`).join('\n')}\n`;

test('a damaged CSV is read as csv-parse reads it, where that takes it, or refused', async () => {
  const property = fc.asyncProperty(
    damage,
    fc.integer({min: 1, max: 200}),
    async (places, size) => {
      let text = CSV;
      for (const [place, mark] of places) {
        const at = place % text.length;
        text = text.slice(0, at) + mark + text.slice(at + 1);
      }
      const bytes = Buffer.from(text);
      const chunks = Array.from({length: Math.ceil(bytes.length / size)}, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const records = await orRefusal(() => toJson(chunks));
      if (records === undefined) return;
      const wanted = byTheOracle(text);
      if (wanted === undefined) return;
      expect(records).toEqual(
        wanted.slice(1).map(([Id, Name]) => ({Id: Id || null, Name: Name || null})),
      );
    },
  );
  await fc.assert(property, RUN);
});

test('a damaged result of a job is read or refused, and never for ever', async () => {
  const property = fc.asyncProperty(damage, async places => {
    let text = CSV;
    for (const [place, mark] of places) {
      const at = place % text.length;
      text = text.slice(0, at) + mark + text.slice(at + 1);
    }
    await orRefusal(async () => {
      for await (const rows of readCsv(Readable.from([Buffer.from(text)])))
        expect(rows.length).toBeGreaterThan(0);
    });
  });
  await fc.assert(property, RUN);
});

function byTheOracle(text: string): string[][] | undefined {
  try {
    return parse(text, {skip_empty_lines: true, relax_column_count: true}) as string[][];
  } catch {
    return undefined;
  }
}

function toJson(chunks: readonly Buffer[]): unknown[] {
  const csv = new CsvToJson([
    {name: 'Id', write: writeText},
    {name: 'Name', write: writeText},
  ]);
  const records: unknown[] = [];
  const take = (block: Iterable<RecordText>) => {
    for (const record of block)
      records.push(JSON.parse(typeof record === 'string' ? record : record.data));
  };
  for (const chunk of chunks) take(csv.push(chunk));
  const last = csv.end();
  if (!last) throw new ConnectorError({failure: 'transient_error', message: 'It broke off.'});
  take(last);
  return records;
}
