import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';

function where(emulators: Emulators, conditions: string): void {
  const text = readFileSync(emulators.connection, 'utf8').replace(/^ {2}where: .*\n/m, '');
  const changed = text.replace('  user_id_field:', `  where: ${conditions}\n  user_id_field:`);
  expect(changed).not.toBe(text);
  writeFileSync(emulators.connection, changed);
}

test('a connection exports the users that meet its conditions, and a plan counts them', async () => {
  const emulators = await Emulators.forTest({contacts: 20, users: 100});
  where(emulators, '{segment: gold-tier}');
  await emulators.complete('check');
  const planned = await emulators.complete('plan');
  const first = await emulators.complete('sync');
  const exported = (summary: typeof first) =>
    summary.streams.find(({direction}) => direction === 'export');
  const gold = (await emulators.cohortUsers()).filter(
    ({properties}) => properties.loyalty_tier === 'Gold',
  );
  expect(exported(first)?.created).toBeGreaterThan(2);
  expect(exported(first)?.read).toBeLessThanOrEqual(gold.length);
  expect(exported(planned)).toMatchObject({created: exported(first)?.created});
  const again = await emulators.complete('sync');
  for (const stream of again.streams) expect(stream).toMatchObject({created: 0, updated: 0});
  where(emulators, '[{segment: gold-tier}, {property: loyalty_points, op: ">=", value: 0}]');
  expect(exported(await emulators.complete('export'))).toMatchObject({created: 0});
});

test('conditions that cannot work are refused in the terms of the connection', async () => {
  const emulators = await Emulators.forTest({contacts: 1, users: 1});
  where(emulators, '{list: gold}');
  const check = await emulators.harness('check');
  expect(JSON.stringify(check.summary.errors)).toContain('export.where: Cohort has no list');
  where(emulators, '[{op: "=", value: 1}]');
  const {code, summary} = await emulators.harness('check');
  expect(code).toBe(2);
  expect(JSON.stringify(summary.errors)).toContain('at /export/where/0: found none of list');
});
