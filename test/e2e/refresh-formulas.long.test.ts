import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';

const FIELDS = `  refresh_formulas: PT0S
  fields:
    Account.Name: company
`;

function change(emulators: Emulators, from: string | RegExp, to: string): void {
  const text = readFileSync(emulators.connection, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(emulators.connection, changed);
}

test('fields of parents are read again for all records, and equal ones write nothing', async () => {
  const emulators = await Emulators.forTest({contacts: 60, users: 10});
  change(emulators, '  fields:\n', FIELDS);
  await emulators.complete('check');
  await emulators.complete('sync');
  await emulators.forget();
  const again = await emulators.complete('sync');
  for (const stream of again.streams) expect(stream).toMatchObject({created: 0, updated: 0});
  expect(again.streams.find(({direction}) => direction === 'import')?.read).toBeGreaterThan(50);
  const {cohort} = await emulators.stats();
  expect(cohort.routes['POST /v1/users/lookup'] ?? 0).toBe(0);
  expect(cohort.routes['POST /v1/users/batch'] ?? 0).toBe(0);
  change(emulators, 'refresh_formulas: PT0S', 'refresh_formulas: P1D');
  await emulators.complete('import');
  const quiet = await emulators.complete('import');
  expect(quiet.streams[0]?.read).toBe(0);
});
