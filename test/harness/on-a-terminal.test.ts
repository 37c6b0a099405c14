import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {describeOnTerminal, PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {HARNESS} from '../fixtures/run-bin.js';
import {logIn, terminalCases} from './terminal-cases.js';

await describeOnTerminal(() => {
  terminalCases(80);

  test('what is answered at a terminal outlives Ctrl-C, and --resume goes on from there', async () => {
    const emulators = await Emulators.forTest({contacts: 5, users: 1});
    const path = join(mkdtempSync(join(tmpdir(), 'init-')), 'acme.yaml');
    const first = PseudoTerminal.start(HARNESS, ['init', '--connection', path], {columns: 80});
    await logIn(first, emulators);
    await first.answer('Object that contains', '');
    await first.shows('Field that contains');
    first.press('\u0003');
    expect(await first.ended).not.toBe(0);
    await first.shows('--resume');
    const args = ['init', '--connection', path, '--resume'];
    const second = PseudoTerminal.start(HARNESS, args, {columns: 80});
    const shown = await second.shows('Field that contains');
    expect(shown).not.toContain('Consumer key');
    expect(shown).not.toContain('API key');
  });
});
