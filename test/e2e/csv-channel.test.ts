import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'csv-parse/sync';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';

test('a connection with the channel csv writes files beside it, and no call to Cohort', async () => {
  const emulators = await Emulators.forTest({contacts: 100});
  const text = readFileSync(emulators.connection, 'utf8');
  const written = text
    .replace(/^cohort:\n( {2}.*\n)*/m, 'cohort:\n  channel: {type: csv, dir: to-upload}\n')
    .replace(/^export:\n( {2}.*\n?)*/m, '');
  writeFileSync(emulators.connection, written);
  await emulators.forget();
  await emulators.complete('check');
  const {streams} = await emulators.complete('sync');
  expect((await emulators.stats()).cohort.requests).toBe(0);
  const folder = join(emulators.folder, 'to-upload');
  const files = readdirSync(folder).filter(name => name.endsWith('.csv'));
  expect(files).toHaveLength(1);
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, files[0] ?? '')), {
    columns: true,
  });
  expect(rows.length).toBe(streams[0]?.created);
  expect(rows.length).toBeGreaterThan(80);
  expect(Object.keys(rows[0] ?? {}).slice(0, 3)).toEqual(['Email', 'First Name', 'Last Name']);
  await emulators.complete('sync');
  expect(readdirSync(folder).filter(name => name.endsWith('.csv'))).toEqual(files);
});
