import {closeSync} from 'node:fs';
import {isatty} from 'node:tty';

const STREAMS = [0, 1, 2];

/** What became of the terminal in which a program was started. */
export interface StartedIn {
  /** Whether a terminal that the program writes to has been closed. */
  isClosed(): boolean;
}

/**
 * Lets the process end with its exit code also after its terminal was closed. Node restores the
 * terminal when it exits, and aborts if that fails; it passes over streams that are closed.
 */
export function releaseClosedTerminal(): StartedIn {
  const terminals = STREAMS.filter(stream => isatty(stream));
  process.on('exit', () => {
    for (const stream of terminals) if (!isatty(stream)) closeSync(stream);
  });
  return {isClosed: () => terminals.some(stream => stream > 0 && !isatty(stream))};
}
