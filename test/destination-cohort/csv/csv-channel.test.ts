import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {CsvChannel} from '../../../destination-cohort/channels/csv/csv-channel.js';
import type {Config} from '../../../destination-cohort/generated/types.js';
import {killWhileWriting} from '../../fixtures/kill-while-writing.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {removeFolders} from '../../fixtures/run-connector.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {configured, filesIn, mapping, openStream, rowsOf} from './fixture.js';

afterAll(removeFolders);

test('values are written as listed, empty ones as their default, and constants always', async () => {
  const dir = await temporaryFolder();
  const {channel, write} = await openStream(dir, {
    values: [{source: 'First', from: 'Ann', to: 'Anna'}],
    defaults: {Points: 7},
    constants: {origin: 'crm'},
  });
  await write({Email: 'ann@example.com', First: 'Ann', Points: null});
  await channel.close();
  const [name = ''] = filesIn(dir);
  expect(rowsOf(dir, name)).toMatchObject([{'First Name': 'Anna', points: '7', origin: 'crm'}]);
});

test('a file has the columns of the template, then the properties, and a row for each user', async () => {
  const dir = await temporaryFolder();
  const {channel, write} = await openStream(dir);
  const results = await write(
    {Email: 'Ann@Example.com', First: 'Ann', Points: 12.5},
    {Email: 'bob@example.com', First: null, Points: null, Note: 'n'},
  );
  expect(results).toEqual([{status: 'created'}, {status: 'created'}]);
  await channel.close();
  const [name = ''] = filesIn(dir);
  expect(name).toMatch(/^users-\d{8}T\d{9}Z-0001\.csv$/);
  const text = readFileSync(join(dir, name), 'utf8');
  expect(text).toBe(
    '"Email","First Name","Last Name","points","constructor","at"\n' +
      '"Ann@Example.com","Ann",,"12.5",,\n"bob@example.com",,,,"n",\n',
  );
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  expect(manifest.files).toMatchObject([{name, rows: 2, bytes: Buffer.byteLength(text)}]);
  expect(readdirSync(dir).sort()).toEqual(['manifest.json', name]);
});

test('the newest record of a person stands, in whatever order and batch they come', async () => {
  const dir = await temporaryFolder();
  const {channel, write} = await openStream(dir);
  await write({Email: 'ann@example.com', First: 'New', At: '2026-02-01T00:00:00Z'});
  const results = await write({
    Email: 'ANN@example.com',
    First: 'Old',
    Points: 7,
    At: '2026-01-01T00:00:00Z',
  });
  expect(results).toEqual([{status: 'updated'}]);
  expect(await write({Email: 'ann@example.com', First: 'New', At: '2026-02-01T00:00:00Z'})).toEqual(
    [{status: 'unchanged'}],
  );
  await channel.close();
  expect(rowsOf(dir, filesIn(dir)[0] ?? '')).toMatchObject([{'First Name': 'New', points: '7'}]);
});

test('hostile values come back from the file as they were', async () => {
  const dir = await temporaryFolder();
  const values = [
    '=HYPERLINK("http://x")',
    '+1',
    '@SUM(A1)',
    'a,"b"\r\n;c',
    '  padded ',
    '\u{1F600} é\u2028',
    "'; DROP TABLE users; --",
  ];
  const {channel, write} = await openStream(dir);
  await write(...values.map((Note, index) => ({Email: `u${index}@example.com`, Note})));
  await write({Email: 'big@example.com', Points: 1e300}, {Email: 'nul@example.com', Note: 'a\0b'});
  await channel.close();
  const rows = rowsOf(dir, filesIn(dir)[0] ?? '');
  expect(rows.slice(0, values.length).map(row => Object.values(row)[4])).toEqual(values);
  expect(rows.at(-2)?.points).toBe(`1${'0'.repeat(300)}`);
  expect(Object.values(rows.at(-1) ?? {})[4]).toBe('a\uFFFDb');
});

test('no file is larger than Cohort takes, and no user is lost between two', async () => {
  const dir = await temporaryFolder();
  const {channel, write} = await openStream(dir);
  const Note = 'x'.repeat(100_000);
  for (let batch = 0; batch < 5; batch += 1)
    await write(
      ...Array.from({length: 50}, (_, index) => ({Email: `u${batch}-${index}@example.com`, Note})),
    );
  await channel.close();
  const files = filesIn(dir);
  expect(files.length).toBe(3);
  for (const name of files)
    expect(readFileSync(join(dir, name)).length).toBeLessThanOrEqual(10_000_000);
  expect(files.flatMap(name => rowsOf(dir, name)).length).toBe(250);
});

test('a user who is larger than a file is rejected, the others are written', async () => {
  const dir = await temporaryFolder();
  const {channel, write} = await openStream(dir);
  const results = await write(
    {Email: 'a@example.com', Note: 'x'.repeat(10_000_000)},
    {Email: 'b@example.com'},
  );
  expect(results).toMatchObject([
    {status: 'rejected', code: 'FILE_TOO_LARGE'},
    {status: 'created'},
  ]);
  await channel.close();
  expect(rowsOf(dir, filesIn(dir)[0] ?? '')).toMatchObject([{Email: 'b@example.com'}]);
});

test('what was acknowledged before kill -9 is in a whole file after the next run', async () => {
  const files = join(await temporaryFolder(), 'files');
  const records = Array.from({length: 20}, (_, index) => ({
    type: 'RECORD',
    record: {stream: 'people', emitted_at: 1, data: {Email: `u${index}@example.com`}},
  }));
  const stream = {stream_descriptor: {name: 'people'}, stream_state: {n: 1}};
  const messages = [...records, {type: 'STATE', state: {type: 'STREAM', stream}}];
  await killWhileWriting('destination-cohort', {
    config: {channel: {type: 'csv', dir: files}, mapping},
    catalog: {streams: [configured]},
    input: messages.map(message => `${JSON.stringify(message)}\n`).join(''),
    isWhole: false,
    until: ({until}) => until(({type}) => type === 'STATE'),
  });
  expect(filesIn(files)).toEqual([]);
  const [part = ''] = readdirSync(files);
  writeFileSync(join(files, part), `${readFileSync(join(files, part), 'utf8')}{"key":"cut-o`);
  const {channel, logs} = await openStream(files);
  await channel.close();
  expect(rowsOf(files, filesIn(files)[0] ?? '').length).toBe(20);
  expect(logs.join()).toContain('of an earlier run was completed');
  expect(readdirSync(files).filter(name => name.startsWith('.'))).toEqual([]);
});

test.each(['Email', ' FIRST name', 'Language'])(
  'a property with the heading of another column is refused: %s',
  async target => {
    const dir = await temporaryFolder();
    const more = {mapping: {Email: 'email', First: target, Note: 'lang'}};
    await expect(openStream(dir, more)).rejects.toThrow(JSON.stringify(target));
    const {context} = recordingContext();
    const config = {channel: {type: 'csv' as const, dir}, ...more} as Config;
    const channel = new CsvChannel({type: 'csv', dir}, {config, context});
    await expect(channel.check()).rejects.toThrow('heading of another column');
  },
);

test('a dry run writes nothing', async () => {
  const dir = join(await temporaryFolder(), 'files');
  const {channel, write} = await openStream(dir, {dry_run: true});
  expect(await write({Email: 'ann@example.com'})).toEqual([{status: 'created'}]);
  await channel.close();
  expect(() => readdirSync(dir)).toThrow('ENOENT');
});

test.each([
  [{users: 'existing'}, 'cannot ask Cohort which users it has'],
  [{clear_empty: true}, 'skips the empty values'],
] as const)('%j is refused with the reason', async (more, words) => {
  await expect(openStream(await temporaryFolder(), more)).rejects.toThrow(words);
});
