import {spawn} from 'node:child_process';
import {ConnectorError} from '@cohort-salesforce/spec';

const LIMIT_MS = 60_000;

/** Runs a program, without a shell, with the alert on its stdin, and waits for its end. */
export function runCommand(
  [program = '', ...args]: readonly string[],
  body: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    child.once('error', error =>
      reject(failed(program, String((error as NodeJS.ErrnoException).code))),
    );
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(failed(program, signal ? `was ended by ${signal}` : `ended with ${code}`));
    });
    // A program need not read it.
    child.stdin.on('error', () => {});
    child.stdin.end(body);
  });
}

function failed(program: string, what: string): ConnectorError {
  return new ConnectorError({failure: 'system_error', message: `${program}: ${what}.`});
}
