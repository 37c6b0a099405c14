import {mkdtempSync, readFileSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Listing} from '../../../spec/run/listing.js';
import {recordingContext} from '../../fixtures/recording-context.js';

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
  expect(logs).toEqual([`WARN Listed (${path}): CONFLICT 1.`]);
});

test('each run begins the file anew', async () => {
  const {context} = recordingContext();
  const folder = mkdtempSync(join(tmpdir(), 'listing-'));
  for (const message of ['first', 'second']) {
    const listing = new Listing(folder, {name: 'users'}, context);
    listing.add({...CONFLICT, message});
    await listing.write();
    await listing.close();
  }
  const lines = readFileSync(join(folder, 'users.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map(line => JSON.parse(line).message)).toEqual(['second']);
});

test('without a folder the first 20 of each code are logged, and all are counted', async () => {
  const {context, logs} = recordingContext();
  const listing = new Listing(undefined, {name: 'users'}, context);
  for (let n = 0; n < 25; n += 1) listing.add(CONFLICT);
  await listing.close();
  expect(logs).toHaveLength(21);
  expect(logs[0]).toBe('WARN CONFLICT: r1 and u1: both changed');
  expect(logs[20]).toBe('WARN Listed: CONFLICT 25.');
});

test('a folder that cannot be written ends the run with its path', async () => {
  const {context} = recordingContext();
  const listing = new Listing('/dev/null/listed', {name: 'users'}, context);
  await expect(listing.write()).rejects.toThrow('/dev/null/listed/users.jsonl cannot be written');
});
