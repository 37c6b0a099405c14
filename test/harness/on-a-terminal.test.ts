import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {describeOnTerminal, PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {HARNESS} from '../fixtures/run-bin.js';
import {resumesAfter, terminalCases} from './terminal-cases.js';

await describeOnTerminal(() => {
  terminalCases(80);

  resumesAfter('Ctrl-C', init => init.press('\u0003'));

  test.each(['SIGINT', 'SIGTERM', 'close'] as const)(
    'init ends at once while it asks, and keeps what was answered: %s',
    async name => {
      const path = join(mkdtempSync(join(tmpdir(), 'init-')), 'acme.yaml');
      const init = PseudoTerminal.start(HARNESS, ['init', '--connection', path], {columns: 80});
      await init.answer('How to log in at Salesforce', '');
      await init.answer("Salesforce's login address", 'https://acme.my.salesforce.com');
      await init.shows('Consumer key');
      init.signal(name);
      expect(await init.ended).toBe(130);
      expect(JSON.parse(readFileSync(path.replace('.yaml', '.init.json'), 'utf8'))).toEqual({
        'auth-type': 'Client',
        'login-url': 'https://acme.my.salesforce.com',
      });
    },
  );
});
