import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {HARNESS} from '../fixtures/run-bin.js';

const isSkipped = !PseudoTerminal.isAvailable;

describe.skipIf(isSkipped)(
  `on a terminal${isSkipped ? ' (skipped: python3 cannot open one)' : ''}`,
  () => {
    let emulators: Emulators;
    beforeAll(async () => {
      emulators = await Emulators.start({contacts: 20, users: 5});
    });
    afterAll(() => emulators.stop());

    const start = (args: readonly string[], columns: number) =>
      PseudoTerminal.start(HARNESS, [...args, '--connection', emulators.connection], {columns});
    const storedKey = () => {
      const text = readFileSync(join(emulators.folder, 'connection.secrets.yaml'), 'utf8');
      return (parse(text) as {cohort: {api_key: string}}).cohort.api_key;
    };

    test.each([80, 60])(
      'at %i columns, connect cohort hides the key, and a wrong one replaces nothing',
      async columns => {
        const known = storedKey();
        const wrong = start(['connect', 'cohort'], columns);
        await wrong.answer('Cohort API key', 'test_wrong_key');
        expect(await wrong.ended).toBe(2);
        const shown = await wrong.shows('is unchanged.');
        expect(shown).not.toContain('test_wrong_key');
        expect(storedKey()).toBe(known);
        const right = start(['connect', 'cohort'], columns);
        await right.answer('Cohort API key', known);
        expect(await right.ended).toBe(0);
        await right.shows('Connected with a test key');
        expect(storedKey()).toBe(known);
      },
    );

    test.each([80, 60])('at %i columns, text is broken between words', async columns => {
      const check = start(['check'], columns);
      expect(await check.ended).toBe(0);
      await check.shows('Done in');
      expect(check.broken).toEqual([]);
      const help = start(['sync', '--help'], columns);
      expect(await help.ended).toBe(0);
      await help.shows('Examples:');
      expect(help.broken).toEqual([]);
    });

    test.each([80, 60])('at %i columns, results are a table or a list of counts', async columns => {
      const sync = start(['sync'], columns);
      expect(await sync.ended).toBe(0);
      const text = await sync.shows('Done in');
      expect(text).toMatch(/read +created +updated +unchanged +rejected\nimport Contact +\d/);
      const status = start(['status'], columns);
      expect(await status.ended).toBe(0);
      await status.shows(/People: \d+ in both systems/);
    });
  },
);
