import {mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {LineWriter} from '../../../../spec/lines/line-writer.js';
import {createCensor} from '../../../../spec/runtime/command-line/censor.js';
import {MessageOutput} from '../../../../spec/runtime/command-line/context.js';
import {Listing} from '../../../../spec/runtime/destination/listing.js';
import {recordingContext} from '../../../fixtures/recording-context.js';

const CONFLICT = {code: 'CONFLICT', recordId: 'r1', userId: 'u1', message: 'both changed'};

test('findings are counted between states and written as lines for their owner only', async () => {
  const {context, logs} = recordingContext();
  const folder = join(mkdtempSync(join(tmpdir(), 'listing-')), 'listed');
  const listing = new Listing(folder, {name: 'users'}, context);
  listing.add({...CONFLICT, key: 'a@x.com', fields: ['Title']});
  expect(listing.takeStats()).toEqual({listed_CONFLICT: 1});
  expect(listing.takeStats()).toEqual({});
  await listing.close();
  const path = join(folder, 'users.jsonl');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    code: 'CONFLICT',
    record_id: 'r1',
    user_id: 'u1',
    key: 'a@x.com',
    fields: ['Title'],
    message: 'both changed',
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(logs).toEqual([`WARN Listed cases (${path}): CONFLICT 1.`]);
});

test('a run that follows a complete one begins the file anew', async () => {
  const {context} = recordingContext();
  const folder = mkdtempSync(join(tmpdir(), 'listing-'));
  for (const message of ['first', 'second']) {
    const listing = new Listing(folder, {name: 'users'}, context);
    listing.add({...CONFLICT, message});
    await listing.write();
    await listing.close();
    await listing.complete();
  }
  const lines = readFileSync(join(folder, 'users.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map(line => JSON.parse(line).message)).toEqual(['second']);
});

test('what a killed run has listed stays, once, until a run is complete', async () => {
  const {context} = recordingContext();
  const folder = mkdtempSync(join(tmpdir(), 'listing-'));
  const path = join(folder, 'users.jsonl');
  for (const messages of [['first'], ['first', 'second'], ['third']]) {
    const listing = new Listing(folder, {name: 'users'}, context);
    for (const message of messages) listing.add({...CONFLICT, message});
    await listing.write();
    if (messages.includes('second')) writeFileSync(path, '{"code":"CONF', {flag: 'a'});
    if (messages.includes('third')) await listing.complete();
  }
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines.map(line => JSON.parse(line).message)).toEqual(['first', 'second', 'third']);
});

test('without a folder the first 20 of each code are logged, and all are counted', async () => {
  const {context, logs} = recordingContext();
  const listing = new Listing(undefined, {name: 'users'}, context);
  for (let n = 0; n < 25; n += 1) listing.add(CONFLICT);
  await listing.close();
  expect(logs).toHaveLength(21);
  expect(logs[0]).toBe('WARN CONFLICT: r1 and u1: both changed');
  expect(logs[20]).toBe('WARN Listed cases: CONFLICT 25.');
});

test('a folder that cannot be written ends the run with its path', async () => {
  const {context} = recordingContext();
  const listing = new Listing('/dev/null/listed', {name: 'users'}, context);
  await expect(listing.write()).rejects.toThrow('/dev/null/listed/users.jsonl cannot be written');
});

test('what the other side said is listed without secrets and without what a terminal would obey', async () => {
  const {context} = recordingContext();
  const folder = mkdtempSync(join(tmpdir(), 'listing-'));
  const output = new MessageOutput(new LineWriter(new PassThrough()), createCensor({}));
  output.learnSecret('s3cr3t-token');
  for (const [name, used] of Object.entries({plain: context, output})) {
    const listing = new Listing(folder, {name}, used);
    listing.add({...CONFLICT, message: 'refused \u001b[31m for s3cr3t-token'});
    await listing.close();
  }
  const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.jsonl`), 'utf8'));
  expect(read('plain').message).toBe('refused \\u001b[31m for s3cr3t-token');
  expect(read('output').message).toBe('refused \\u001b[31m for **********');
});

test('a link in the place of the list is not followed', async () => {
  const {context} = recordingContext();
  const folder = mkdtempSync(join(tmpdir(), 'listing-'));
  const target = join(folder, 'target');
  writeFileSync(target, 'kept');
  symlinkSync(target, join(folder, 'users.jsonl'));
  const listing = new Listing(folder, {name: 'users'}, context);
  listing.add(CONFLICT);
  await expect(listing.write()).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('symbolic link'),
  });
  expect(readFileSync(target, 'utf8')).toBe('kept');
});
