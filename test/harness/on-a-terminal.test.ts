import {once} from 'node:events';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
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

  test('check of a host that does not answer says what it waits for, and names the key once', async () => {
    const emulators = await Emulators.forTest({contacts: 1});
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const {port} = silent.address() as AddressInfo;
    const path = join(emulators.folder, 'silent.yaml');
    const text = readFileSync(emulators.connection, 'utf8');
    writeFileSync(path, text.replace(/login_url: .*/, `login_url: http://127.0.0.1:${port}`));
    const check = PseudoTerminal.start(HARNESS, ['check', '--connection', path], {columns: 80});
    await check.shows(`Waiting for http://127.0.0.1:${port} to answer source-salesforce.`);
    expect(await check.ended).toBe(1);
    silent.close();
    const shown = await check.shows('Failed after');
    expect(shown.match(/^error: /gm)).toEqual(['error: ']);
    expect(shown.replace(/\s+/g, ' ')).toContain('check salesforce.login_url');
  });
});
