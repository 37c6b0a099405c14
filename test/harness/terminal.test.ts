import {expect, test} from 'vitest';
import {createTerminal} from '../../harness/report/terminal.js';

/** A terminal on which everything that was written can be read again. */
function watched({isTTY = true, columns = 40, quiet = false} = {}) {
  let written = '';
  const write = (text: unknown) => {
    written += text;
    return true;
  };
  const stream = {isTTY, write, columns};
  const terminal = createTerminal({quiet, json: false}, {stdout: stream, stderr: stream});
  return {terminal, written: () => written};
}

test('a warning takes the place of the progress line and does not stand behind it', () => {
  const {terminal, written} = watched();
  terminal.show('500 of 1,000 read');
  terminal.warn('warn: slow');
  expect(written()).toBe('\r\u001b[2K500 of 1,000 read\r\u001b[2Kwarn: slow\n');
});

test('a line that is longer than the terminal is wide is cut, for it could not be rewritten', () => {
  const {terminal, written} = watched({columns: 30});
  terminal.show('x'.repeat(100));
  expect(written()).toBe(`\r\u001b[2K${'x'.repeat(29)}`);
});

test('where nobody watches, no line is shown that would be rewritten', () => {
  for (const {terminal, written} of [watched({isTTY: false}), watched({quiet: true})]) {
    terminal.show('500 of 1,000 read');
    terminal.tell('');
    expect(written()).not.toContain('500');
  }
});
