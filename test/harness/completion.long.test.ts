import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {describeOnTerminal, PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {HARNESS} from '../fixtures/run-bin.js';

const TAB = '\t';

/** A bash that has read the script as its startup file would, and is ready for a command. */
async function startBash(): Promise<PseudoTerminal> {
  const cwd = mkdtempSync(join(tmpdir(), 'completion-'));
  for (const name of ['acme.yaml', 'other.yaml']) writeFileSync(join(cwd, name), '');
  const path = [dirname(HARNESS), process.env.PATH].join(delimiter);
  const bash = PseudoTerminal.start('bash', ['--noprofile', '--norc', '-i'], {
    columns: 100,
    cwd,
    env: {PATH: path},
  });
  await bash.answer(/[#$]/, 'PS1="> "; source <(harness completion); echo rea""dy');
  await bash.shows(/^ready$/m);
  return bash;
}

await describeOnTerminal(() => {
  test.each([
    ['a command', 'harness sy', /> harness sync$/],
    ['an option', 'harness check --state', /> harness check --state-dir$/],
    ['a file of --connection', 'harness check --connection ac', / --connection acme\.yaml$/],
  ])('bash completes %s', async (_, typed, completed) => {
    const bash = await startBash();
    bash.press(typed + TAB);
    expect(await bash.shows(completed)).not.toContain('other.yaml');
  });

  test('bash lists every command that fits', async () => {
    const bash = await startBash();
    bash.press(`harness re${TAB}${TAB}`);
    await bash.shows(/^relink\s+retry-rejects\s*$/m);
  });
});
