import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';

function change(emulators: Emulators, from: string | RegExp, to: string): void {
  const text = readFileSync(emulators.connection, 'utf8');
  writeFileSync(emulators.connection, text.replace(from, to));
}

const WHERE = `  where:
    - {field: Loyalty_Tier__c, op: in, value: [Gold]}
    - {field: Account.Name, op: is_null, value: false}
  fields:
    Account.Name: company
    Account.BillingAddress: company_address
`;

test('a connection imports the records that meet its conditions, with fields of their parents', async () => {
  const emulators = await Emulators.forTest({contacts: 200});
  await emulators.complete('import');
  const all = await emulators.cohortUsers();
  await emulators.reset();
  change(emulators, '  fields:\n', WHERE);
  await emulators.complete('check');
  await emulators.complete('import');
  const selected = await emulators.cohortUsers();
  const gold = all.filter(({properties}) => properties.loyalty_tier === 'Gold');
  expect(selected.length).toBeGreaterThan(10);
  expect(selected.length).toBeLessThanOrEqual(gold.length);
  for (const {properties} of selected) {
    expect(properties.loyalty_tier).toBe('Gold');
    expect(properties.company).toEqual(expect.stringMatching(/./));
    expect(JSON.parse(String(properties.company_address))).toHaveProperty('city');
  }
  change(emulators, / {4}- .field: Loyalty_Tier__c.*\n/, '');
  await emulators.complete('import');
  expect((await emulators.cohortUsers()).length).toBeGreaterThan(selected.length);
});
