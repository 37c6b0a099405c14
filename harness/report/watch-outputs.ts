import {toLogLine} from './log-line.js';
import {processLog} from './process-log.js';

/** Set by commands that only print: a reader that stops reading, such as `head`, is then no failure. */
export const stdoutReader = {mayLeave: false};

/**
 * Keeps a run going when its terminal is closed, its reader is gone or the disk is full, and makes sure that it does
 * not end as if all had been said: exit code 1, and the reason on stderr.
 */
export function watchOutputs({
  stdout,
  stderr,
}: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): void {
  stderr.on('error', () => {});
  let isReported = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isReported || (stdoutReader.mayLeave && isGone(error))) return;
    isReported = true;
    const message = `stdout cannot be written (${error.code ?? error.message}).`;
    const isJson = processLog.isJson;
    stderr.write(`${isJson ? toLogLine(message, {level: 'error'}) : `harness: ${message}`}\n`);
    process.on('exit', code => {
      if (code === 0) process.exitCode = 1;
    });
  });
}

/** Whether the reader of a pipe has closed it. */
export function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE';
}
