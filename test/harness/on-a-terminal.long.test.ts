import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {describeOnTerminal, PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {HARNESS} from '../fixtures/run-bin.js';
import {terminalCases} from './terminal-cases.js';

await describeOnTerminal(() => {
  terminalCases(60);

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
