import {expect, test} from 'vitest';
import {createTerminal} from '../../harness/report/terminal.js';

/** A terminal on which everything that was written can be read again. */
function watched({isTTY = true, hasColors = true, columns = 40, quiet = false} = {}) {
  let written = '';
  const write = (text: unknown) => {
    written += text;
    return true;
  };
  const stream = {isTTY, write, columns, hasColors: () => hasColors};
  const terminal = createTerminal({quiet, json: false}, {stdout: stream, stderr: stream});
  return {terminal, written: () => written};
}

test('a warning takes the place of the progress line and does not stand behind it', () => {
  const {terminal, written} = watched({hasColors: false});
  terminal.show('500 of 1,000 read');
  terminal.warn('warn: slow');
  expect(written()).toBe('\r\u001b[2K500 of 1,000 read\r\u001b[2Kwarn: slow\n');
});

test('a line that is longer than the terminal is wide is cut, for it could not be rewritten', () => {
  const {terminal, written} = watched({columns: 30});
  terminal.show('x'.repeat(100));
  expect(written()).toBe(`\r\u001b[2K${'x'.repeat(29)}`);
});

test('the word that says how it went has a colour where colours are shown, and nowhere else', () => {
  const text = 'error: a: ok: no\nFailed after 2 s.';
  const coloured = watched({isTTY: false});
  coloured.terminal.print(text);
  expect(coloured.written()).toBe(
    '\u001b[31merror\u001b[39m: a: ok: no\n\u001b[31mFailed\u001b[39m after 2 s.\n',
  );
  const plain = watched({isTTY: false, hasColors: false});
  plain.terminal.print(text);
  expect(plain.written()).toBe(`${text}\n`);
});

test('where nobody watches, no line is shown that would be rewritten', () => {
  for (const {terminal, written} of [watched({isTTY: false}), watched({quiet: true})]) {
    terminal.show('500 of 1,000 read');
    terminal.tell('');
    expect(written()).not.toContain('500');
  }
});
