import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';

const TIERS = ['Bronze', 'Silver', 'Gold', 'Platinum'];

function change(emulators: Emulators, from: string | RegExp, to: string): void {
  const text = readFileSync(emulators.connection, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(emulators.connection, changed);
}

test.each(['rest', 'bulk'])(
  'values that both directions map do not echo, with write_api %s',
  async api => {
    const emulators = await Emulators.forTest({contacts: 60, users: 30});
    const values = `{${TIERS.map((tier, index) => `${tier}: T${index}`).join(', ')}}`;
    change(
      emulators,
      'Loyalty_Tier__c: loyalty_tier',
      `Loyalty_Tier__c: {property: loyalty_tier, values: ${values}}`,
    );
    change(
      emulators,
      '  user_id_field:',
      `  write_api: ${api}\n  constants: {LeadSource: Cohort}\n  user_id_field:`,
    );
    change(
      emulators,
      /^( *)newsletter: Newsletter__c$/m,
      '$1newsletter: {field: Newsletter__c, when: create}',
    );
    await emulators.complete('check');
    await emulators.complete('sync');
    const tiers = (await emulators.cohortUsers()).map(({properties}) => properties.loyalty_tier);
    const written = tiers.filter(tier => /^T\d$/.test(String(tier)));
    expect(written.length).toBeGreaterThan(10);
    const again = await emulators.complete('sync');
    for (const stream of again.streams) expect(stream).toMatchObject({created: 0, updated: 0});
    const records = await emulators.snapshot('import');
    expect(records.some(record => /"Loyalty_Tier__c","T\d"/.test(record))).toBe(false);
  },
);

test('a connection whose values could not come back is refused in its own terms', async () => {
  const emulators = await Emulators.forTest({contacts: 1});
  change(
    emulators,
    'Loyalty_Tier__c: loyalty_tier',
    'Loyalty_Tier__c: {property: loyalty_tier, values: {Gold: 1, Platinum: 1}}',
  );
  const {code, summary} = await emulators.harness('check');
  expect(code).toBe(2);
  expect(JSON.stringify(summary.errors)).toContain('at /import/fields/Loyalty_Tier__c/values');
});
