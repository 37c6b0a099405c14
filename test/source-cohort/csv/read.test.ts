import {appendFile, rename, rm, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {validateConfig} from '../../../source-cohort/generated/validators.js';
import {source} from '../../../source-cohort/source.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {readCsv, readCsvUntil, withCsv} from './fixture.js';

const HEADINGS = 'User ID,Email,First Name,Loyalty Points,tier';

/** Writes files of an export, each a day older than the next. */
async function exported(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [index, [name, text]] of Object.entries(files).entries()) {
    await writeFile(join(folder, name), text);
    await utimes(join(folder, name), new Date(), new Date(Date.UTC(2026, 0, 1 + index)));
  }
  return folder;
}

const oneFile = (text: string | Buffer) => exported({'users.csv': text});
const idsOf = (records: readonly Record<string, unknown>[]) => records.map(({id}) => id);

test('neither an API key nor a call is needed', () => {
  expect(validateConfig({channel: {type: 'csv', path: '/x'}})).toBe(true);
  expect(validateConfig({channel: {type: 'csv'}})).toBe(false);
  expect(validateConfig({channel: {type: 'csv', path: '/x', dir: '/x'}})).toBe(false);
});

test('headings become core fields and reference ids, and keep their names as titles', async () => {
  const path = await oneFile(`\uFEFF${HEADINGS}\n1,ann@example.com,Ann,5,gold\n`);
  const [stream] = await withCsv({path}, async session => source.discover(session));
  expect(stream).toMatchObject({name: 'users', source_defined_primary_key: [['id']]});
  const properties = Object.entries(stream?.json_schema.properties ?? {});
  expect(properties.map(([field, {title}]) => [field, title])).toEqual([
    ['id', 'User ID'],
    ['email', 'Email'],
    ['firstName', 'First Name'],
    ['loyalty_points', 'Loyalty Points'],
    ['tier', 'tier'],
    ['exportedAt', undefined],
  ]);
});

test('values are read as they stand, and empty ones as null', async () => {
  const path = await oneFile(
    `${HEADINGS}\r\n1,ann@example.com,"A ""n"", \r\nn",007.50,\r\n\r\n2,,=1+1, x ,Zoë 😀\r\n`,
  );
  const {records} = await readCsv({path});
  const exportedAt = '2026-01-01T00:00:00.000Z';
  expect(records).toEqual([
    {
      id: '1',
      email: 'ann@example.com',
      firstName: 'A "n", \r\nn',
      loyalty_points: '007.50',
      tier: null,
      exportedAt,
    },
    {id: '2', email: null, firstName: '=1+1', loyalty_points: ' x ', tier: 'Zoë 😀', exportedAt},
  ]);
});

test('a column is found by the name of its property, then by the reference id', async () => {
  const path = await exported({
    'a.csv': 'email,Loyalty Points\na@example.com,1\n',
    'b.csv': 'e-mail,loyalty_points\nb@example.com,2\n',
    'c.csv': 'Email,loyalty-points,Loyalty Points\nc@example.com,3,4\n',
  });
  const [stream] = await withCsv({path}, async session => source.discover(session));
  expect(Object.keys(stream?.json_schema.properties ?? {})).toEqual([
    'email',
    'loyalty_points',
    'loyalty-points',
    'Loyalty Points',
    'exportedAt',
  ]);
  const {records, logs} = await readCsv({path}, {fields: ['email', 'loyalty_points']});
  expect(records).toEqual([
    {email: 'a@example.com', loyalty_points: '1'},
    {email: 'b@example.com', loyalty_points: '2'},
    {email: 'c@example.com'},
  ]);
  expect(logs).toEqual([expect.stringContaining('c.csv has no column for loyalty_points')]);
});

test('channel.columns says what other headings mean', async () => {
  const path = await oneFile('Identifier,Adresse,E-mail\n1,ann@example.com,yes\n');
  const columns = [
    {heading: 'Identifier', field: 'id'},
    {heading: 'Adresse', field: 'email'},
  ];
  const {records} = await readCsv({path, columns}, {fields: ['id', 'email']});
  expect(records).toEqual([{id: '1', email: 'ann@example.com'}]);
  const wrong = readCsv({path, columns: [...columns, {heading: 'E-mail', field: 'email'}]});
  await expect(wrong).rejects.toThrow('found the headings "Adresse", "E-mail" for one field');
});

test.each(['__proto__', 'constructor', 'exportedAt', 'ключ', '""'])(
  'a property may be called %s',
  async name => {
    const path = await oneFile(`Email,"${name.replaceAll('"', '""')}"\na@example.com,x\n`);
    const {records} = await readCsv({path}, {fields: ['email']});
    expect(records).toEqual([{email: 'a@example.com'}]);
    const [stream] = await withCsv({path}, async session => source.discover(session));
    expect(stream?.json_schema.properties).toBeDefined();
  },
);

test('files are read from the oldest to the newest, and others in the folder are passed over', async () => {
  const path = await exported({
    'z.csv': 'Email\nz@example.com\n',
    'a.CSV': 'Email\na@example.com\n',
    'notes.txt': 'nothing',
    '.hidden.csv': 'nothing',
    'users.csv.crdownload': 'nothing',
  });
  const {records} = await readCsv({path}, {fields: ['email']});
  expect(records).toEqual([{email: 'z@example.com'}, {email: 'a@example.com'}]);
});

test('a file that is as it was is not read again, a changed or a new one is', async () => {
  const path = await exported({'a.csv': 'id,Email\n1,a@example.com\n', 'b.csv': 'id,Email\n2,b\n'});
  const first = await readCsv({path});
  expect(idsOf(first.records)).toEqual(['1', '2']);
  expect((await readCsv({path}, first)).records).toEqual([]);
  await appendFile(join(path, 'a.csv'), '3,c\n');
  const second = await readCsv({path}, first);
  expect(idsOf(second.records)).toEqual(['1', '3']);
  await rm(join(path, 'a.csv'));
  await writeFile(join(path, 'c.csv'), 'id,Email\n4,d\n');
  const third = await readCsv({path}, second);
  expect(idsOf(third.records)).toEqual(['4']);
  expect(third.state.files).toMatchObject([{name: 'b.csv'}, {name: 'c.csv'}]);
});

test('with more selected, or other columns, everything is read again', async () => {
  const path = await oneFile('id,Email,tier\n1,a@example.com,gold\n');
  const {state} = await readCsv({path}, {fields: ['id', 'email']});
  expect((await readCsv({path}, {state, fields: ['id']})).records).toEqual([]);
  expect((await readCsv({path}, {state, fields: ['id', 'tier']})).records).toHaveLength(1);
  const columns = [{heading: 'tier', field: 'level'}];
  expect((await readCsv({path, columns}, {state, fields: ['id']})).records).toHaveLength(1);
});

test('reading goes on from each state within a file, and begins anew when the file has changed', async () => {
  const rows = Array.from({length: 12_000}, (_, index) => `${index},u${index}@example.com\n`);
  const path = await oneFile(`id,Email\n${rows.join('')}`);
  const {records, states} = await readCsv({path});
  expect(idsOf(records)).toEqual(rows.map((_, index) => String(index)));
  expect(states.length).toBeGreaterThan(2);
  for (const state of states) {
    const rest = await readCsv({path}, {state});
    const {rows: read = 12_000} = (state.partial ?? {}) as {rows?: number};
    expect(idsOf(rest.records)).toEqual(idsOf(records).slice(read));
  }
  await appendFile(join(path, 'users.csv'), '12000,last@example.com\n');
  expect((await readCsv({path}, {state: states[0] ?? {}})).records).toHaveLength(12_001);
});

test.each([
  ['id,Email\n1,a\n2,b,c\n', 'line 3: found 3 values'],
  ['id,Email\n1,"a\nb"\n2\n', 'line 4: found 1 values'],
  ['id,Email\n1,"a\n2,b\n', 'line 2: found a quote'],
  ['id,Email\n1,"a"b\n', 'line 2: found a quote'],
  ['id,Email\n1,a"b\n', 'line 2: found a quote'],
  ['id;Email\n1;a\n', 'line 1: found the headings "id;Email", expected one for the email address'],
  ['event,time\nx,1\n', 'line 1: found the headings "event", "time", expected one for the email'],
  ['Email,tier,tier\na,1,2\n', 'line 1: found the headings "tier", "tier" for one field'],
  ['', 'line 1: found the headings , expected'],
  [Buffer.from('id,Email\n1,a\n2,caf\xe9\n3,b\n', 'latin1'), 'line 3: found bytes that are not'],
  [Buffer.from('id,Email\n1,caf\xc3', 'latin1'), 'line 2: found bytes that are not'],
  [Buffer.from('\ufeffid,Email\n1,a\n', 'utf16le'), 'line 1: found bytes that are not'],
])('a malformed file is refused with its line: %j', async (text, says) => {
  const path = await oneFile(text);
  const error = await readCsv({path}).catch(found => found);
  expect(error.failure).toBe('config_error');
  expect(error.message).toContain(`${join(path, 'users.csv')}, ${says}`);
  expect(error.message).not.toContain('caf');
});

test('a character that is cut between two chunks is read whole', async () => {
  // A stream's chunk has 65,536 bytes.
  const text = `Email\n${'é'.repeat(65_528)}@example.com\n${'x'.repeat(100)}😀\n`;
  for (const start of ['', 'a', 'ab', 'abc']) {
    const path = await oneFile(text.replace('\n', `\n${start}`));
    const {records} = await readCsv({path}, {fields: ['email']});
    expect(records.map(({email}) => email)).toEqual([
      `${start}${'é'.repeat(65_528)}@example.com`,
      `${'x'.repeat(100)}😀`,
    ]);
  }
});

const rowsOf = (name: string) =>
  `id,Email\n${Array.from({length: 60_000}, (_, id) => `${id},${name}@example.com\n`).join('')}`;

test.each([
  ['other rows', `x${rowsOf('new')}`],
  ['a malformed row', `${rowsOf('new').slice(0, 700_000)}"`],
  ['nothing', ''],
])(
  'of a file that is overwritten with %s while it is read, no row of both is given out',
  async (_, text) => {
    const path = await oneFile(rowsOf('old'));
    const file = join(path, 'users.csv');
    const {records, error} = await readCsvUntil(path, () => writeFile(file, text));
    expect(error).toMatchObject({
      failure: 'transient_error',
      message: expect.stringContaining('has changed while it was read'),
    });
    expect(new Set(records.map(({email}) => email))).toEqual(new Set(['old@example.com']));
  },
);

test('a file that is replaced while it is read is read to its end, and the new one by the next run', async () => {
  const path = await oneFile(rowsOf('old'));
  await writeFile(join(path, 'new'), rowsOf('new'));
  const {records, error} = await readCsvUntil(path, () =>
    rename(join(path, 'new'), join(path, 'users.csv')),
  );
  expect(error).toBeUndefined();
  expect(records).toHaveLength(60_000);
  expect((await readCsv({path})).records[0]).toMatchObject({email: 'new@example.com'});
});

test('a state of another channel is rejected', async () => {
  const path = await oneFile('Email\na@example.com\n');
  const reading = readCsv({path}, {state: {version: 1, file: '', offset: 0}});
  await expect(reading).rejects.toThrow('Reset the stream');
});

test('check names the columns, and says what to do when there is no file', async () => {
  const check = (path: string) => withCsv({path}, session => source.check(session));
  const path = await oneFile('User ID,Email\n1,a@example.com\n');
  expect(await check(path)).toContain('1 file with the columns id (User ID), email (Email).');
  expect(await check(join(path, 'users.csv'))).toContain('can be read');
  const empty = await temporaryFolder();
  await expect(check(empty)).rejects.toThrow('found no file that ends in .csv');
  await expect(check(join(empty, 'missing'))).rejects.toThrow('cannot be read (ENOENT)');
  expect((await readCsv({path: empty})).records).toEqual([]);
});
