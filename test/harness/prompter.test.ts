import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import {stripVTControlCharacters} from 'node:util';
import {expect, test, vi} from 'vitest';
import {isInterruption} from '../../harness/commands/conclude.js';
import {Prompter, toMessage} from '../../harness/connect/prompter.js';
import {knownSecrets} from '../../harness/report/known-secrets.js';

test('Ctrl-C at a question ends the question, also where the signal itself is listened for', async () => {
  const keyboard = Object.assign(new PassThrough(), {isTTY: true, setRawMode: () => {}});
  const prompter = new Prompter(new AbortController().signal, keyboard);
  const signalled = once(process, 'SIGINT');
  const answer = prompter.ask('Which object').catch((error: unknown) => error);
  // Shown: the library that asks is loaded.
  await vi.waitUntil(() => keyboard.listenerCount('keypress') > 0);
  keyboard.write('Cont\u0003');
  expect(isInterruption(await answer)).toBe(true);
  await signalled;
  prompter.close();
});

test.each([true, false])('a signal ends a question, at a terminal: %s', async isTTY => {
  const keyboard = Object.assign(new PassThrough(), {isTTY, setRawMode: () => {}});
  const stop = new AbortController();
  const prompter = new Prompter(stop.signal, keyboard);
  const answer = prompter.ask('Which object').catch((error: unknown) => error);
  await vi.waitUntil(() => keyboard.listenerCount(isTTY ? 'keypress' : 'data') > 0);
  stop.abort();
  expect(isInterruption(await answer)).toBe(true);
  const next = prompter.ask('Which field').catch((error: unknown) => error);
  expect(isInterruption(await next)).toBe(true);
  prompter.close();
});

test('a question shows no secret and nothing that a terminal would obey', async () => {
  knownSecrets.learn('s3cr3t-token');
  const shown: string[] = [];
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    shown.push(String(text));
    return true;
  });
  const keyboard = new PassThrough();
  const prompter = new Prompter(new AbortController().signal, keyboard);
  const answer = prompter.ask('Field \u001b[31m of s3cr3t-token');
  keyboard.write('yes\n');
  expect(await answer).toBe('yes');
  prompter.close();
  write.mockRestore();
  expect(shown.join('')).toContain('Field \\u001b[31m of **********');
});

test('each line of a long question stands beside the bar of the prompts', () => {
  const shown = toMessage(
    'Object that contains the customers:\n  Contact, Lead or a custom one',
    24,
  );
  expect(stripVTControlCharacters(shown).split('\n')).toEqual([
    'Object that contains',
    '│    the customers:',
    '│    Contact, Lead or a',
    '│      custom one',
  ]);
});
