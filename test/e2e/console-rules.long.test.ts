import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse, parseDocument} from 'yaml';
import {type BrowsedConsole, browseConsole} from '../fixtures/browse-console.js';
import {CHROMIUM} from '../fixtures/chromium.js';

// For looking at the pages: SCREENSHOTS=/tmp/shots
const SCREENSHOTS = process.env.SCREENSHOTS;

describe.skipIf(!CHROMIUM)(
  `conditions and rules, in the console${CHROMIUM ? '' : ' (skipped: there is no chromium)'}`,
  () => {
    let browsed: BrowsedConsole;
    let page: Page;
    beforeAll(async () => {
      browsed = await browseConsole({contacts: 20, users: 5});
      page = browsed.page;
      const document = parseDocument(readFileSync(browsed.emulators.connection, 'utf8'));
      const rules = {property: 'loyalty_tier', values: {Gold: 1, Silver: 2, Bronze: 3}};
      document.setIn(['import', 'fields', 'Loyalty_Tier__c'], rules);
      document.setIn(['import', 'constants'], {origin: 'Salesforce'});
      writeFileSync(browsed.emulators.connection, document.toString());
    }, 60_000);
    afterAll(() => browsed?.stop());

    const settings = () => page.goto(new URL('/c/connection/settings', browsed.served.url).href);
    const file = () => readFileSync(browsed.emulators.connection, 'utf8');
    const save = () => page.getByRole('button', {name: 'Save'}).click();
    const beside = (name: string) =>
      page.locator(`label:has([name=${name}]) + .notice`).textContent();

    async function look(name: string): Promise<void> {
      if (!SCREENSHOTS) return;
      for (const [width, height] of [
        [390, 800],
        [1280, 900],
      ] as const) {
        await page.setViewportSize({width, height});
        await page.screenshot({path: join(SCREENSHOTS, `${name}-${width}.png`), fullPage: true});
      }
    }

    test('a condition that is wrong is not saved: the page says why beside it, and keeps what was typed', async () => {
      await settings();
      const before = file();
      await page.fill('[name=import_where]', 'Title = CEO\nTitle about CEO');
      await save();
      expect(await beside('import_where')).toContain('at /import/where/1/op: found "about"');
      expect(await page.inputValue('[name=import_where]')).toBe('Title = CEO\nTitle about CEO');
      await page.fill('[name=import_where]', '');
      await page.fill('[name=export_where]', 'loyalty_points');
      await save();
      expect(await beside('export_where')).toContain('expected a condition such as');
      await look('wrong-condition');
      expect(file()).toBe(before);
    });

    test('conditions are saved to the file, and a check says beside them what is wrong', async () => {
      await settings();
      await page.fill('[name=import_where]', 'No_Such_Field__c = 1\nEmail is_null false');
      await page.fill('[name=export_where]', 'segment: no-such-segment');
      await save();
      await page.getByText('Saved.').waitFor();
      expect(parse(file())).toMatchObject({
        import: {
          where: [
            {field: 'No_Such_Field__c', op: '=', value: 1},
            {field: 'Email', op: 'is_null', value: false},
          ],
        },
        export: {where: [{segment: 'no-such-segment'}]},
      });
      await page.getByRole('button', {name: 'Check'}).click();
      await page.getByText('A sync cannot run yet:').waitFor();
      expect(await beside('import_where')).toContain('No_Such_Field__c');
      expect(await beside('export_where')).toContain('no-such-segment');
      await page.fill('[name=import_where]', 'Email is_null false');
      await page.fill('[name=export_where]', '');
      await save();
      await page.getByText('Saved.').waitFor();
      await page.getByRole('button', {name: 'Check'}).click();
      await page.getByText('Everything works. A sync can run.').waitFor();
    });

    test('when a property is written is chosen, and value maps are shown and kept', async () => {
      const [property = ''] = Object.keys(parse(file()).export.properties);
      await page.getByRole('link', {name: /Load the fields/}).click();
      await page.locator('input[name=search]').waitFor();
      const row = page.locator('tr:has([name="property:Loyalty_Tier__c"])');
      expect(await row.textContent()).toContain('values: 3, in the file');
      await page.selectOption(`[name="when:${property}"]`, 'empty');
      await look('rules');
      await save();
      await page.getByText('Saved.').waitFor();
      const {import: imported, export: exported} = parse(file());
      expect(exported.properties[property]).toMatchObject({when: 'empty'});
      expect(imported).toMatchObject({
        constants: {origin: 'Salesforce'},
        fields: {Loyalty_Tier__c: {values: {Gold: 1, Silver: 2, Bronze: 3}}},
      });
      expect(await page.textContent('main')).toContain('import.fields.Loyalty_Tier__c');
    });

    test('constants and defaults are edited, and what is wrong with them stands beside them', async () => {
      await settings();
      expect(await page.inputValue('[name=import_constants]')).toBe('origin=Salesforce');
      await page.fill('[name=import_constants]', 'origin=Salesforce\nlevel');
      await page.fill('[name="default:Phone"]', 'none');
      const before = file();
      await save();
      expect(await beside('import_constants')).toContain('found "level", expected property=value');
      expect(await page.inputValue('[name=import_constants]')).toBe('origin=Salesforce\nlevel');
      expect(await page.inputValue('[name="default:Phone"]')).toBe('none');
      await look('wrong-constant');
      expect(file()).toBe(before);
      await page.fill('[name=import_constants]', 'origin=CRM\nlevel=3');
      await page.fill('[name=export_constants]', 'No_Such_Field__c=1');
      await save();
      await page.getByText('Saved.').waitFor();
      expect(parse(file())).toMatchObject({
        import: {constants: {origin: 'CRM', level: 3}, fields: {Phone: {default: 'none'}}},
        export: {constants: {No_Such_Field__c: 1}},
      });
      await page.getByRole('button', {name: 'Check'}).click();
      await page.getByText('A sync cannot run yet:').waitFor();
      expect(await beside('export_constants')).toContain('export.constants.No_Such_Field__c');
      await page.fill('[name=export_constants]', 'LeadSource=Cohort');
      await page.fill('[name="default:Phone"]', '');
      await save();
      await page.getByText('Saved.').waitFor();
      expect(parse(file()).import.fields.Phone).toBe('phone');
      await page.getByRole('button', {name: 'Check'}).click();
      await page.getByText('Everything works. A sync can run.').waitFor();
    });
  },
);
