import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {isInterruption} from '../../harness/commands/conclude.js';
import {Prompter} from '../../harness/connect/prompter.js';

test('Ctrl-C at a question ends the question, also where the signal itself is listened for', async () => {
  const keyboard = Object.assign(new PassThrough(), {isTTY: true});
  const prompter = new Prompter(keyboard);
  const signalled = once(process, 'SIGINT');
  const answer = prompter.ask('Which object').catch((error: unknown) => error);
  keyboard.write('Cont\u0003');
  expect(isInterruption(await answer)).toBe(true);
  await signalled;
  prompter.close();
});
