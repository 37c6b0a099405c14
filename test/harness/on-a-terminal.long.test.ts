import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {describeOnTerminal, PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {HARNESS} from '../fixtures/run-bin.js';
import {resumesAfter, terminalCases} from './terminal-cases.js';

await describeOnTerminal(() => {
  terminalCases(60);

  resumesAfter('SIGTERM', init => init.signal('SIGTERM'));

  test.each(['SIGTERM', 'close'] as const)('connect ends at once while it asks: %s', async name => {
    const {connection} = await Emulators.forTest({contacts: 1});
    const args = ['connect', 'cohort', '--connection', connection];
    const connect = PseudoTerminal.start(HARNESS, args, {columns: 80});
    await connect.shows('Cohort API key');
    connect.signal(name);
    expect(await connect.ended).toBe(130);
  });
});
