import {spawn} from 'node:child_process';
import {type AirbyteMessage, parseMessage} from '@cohort-salesforce/spec';
import {expect} from 'vitest';
import {builtProgram} from '../fixtures/run-program.js';

export interface Watched {
  code: number | null;
  messages: AirbyteMessage[];
  stdout: string;
  stderr: string;
}

const PATIENCE_MS = 100_000;

/**
 * Runs a connector to its end and demands what must hold whatever it was given: it ends by itself,
 * says nothing but the protocol, and a run that failed has a reason and an exit code.
 */
export async function runWatched(
  name: string,
  argv: readonly string[],
  input: string | Buffer = '',
): Promise<Watched> {
  const child = spawn(process.execPath, [builtProgram(`${name}/main.js`), ...argv], {
    stdio: 'pipe',
  });
  const said: Record<'stdout' | 'stderr', Buffer[]> = {stdout: [], stderr: []};
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', chunk => said[stream].push(chunk));
  }
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const watchdog = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  clearTimeout(watchdog);
  const stdout = Buffer.concat(said.stdout).toString();
  const stderr = Buffer.concat(said.stderr).toString();
  const messages = parseOutput(stdout);
  expectGoodManners({code, messages, stdout, stderr});
  return {code, messages, stdout, stderr};
}

/** Whether the run says of itself that it failed, or that the config does not work. */
export function hasFailed({code, messages}: Watched): boolean {
  return (
    code !== 0 ||
    messages.some(
      message =>
        message.type === 'CONNECTION_STATUS' && message.connectionStatus.status === 'FAILED',
    )
  );
}

function parseOutput(stdout: string): AirbyteMessage[] {
  expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line, index) => {
      const message = parseMessage(line, index + 1);
      if (message.type === 'UNKNOWN') throw new Error(`An unknown message: ${line.slice(0, 200)}`);
      return message;
    });
}

function expectGoodManners({code, messages, stdout, stderr}: Watched): void {
  const errors = messages.filter(
    message => message.type === 'TRACE' && message.trace.type === 'ERROR',
  );
  const shown = `exit ${code}\n${stdout.slice(-2000)}\n${stderr.slice(0, 2000)}`;
  expect([0, 1, 2], shown).toContain(code);
  expect(errors.length > 0, shown).toBe(code === 1);
  expect(stderr === '', shown).toBe(code !== 2);
  for (const error of errors) {
    const text = JSON.stringify(error);
    // A defect of ours would show as the engine's own words.
    expect(text).not.toMatch(
      /"message":"(Cannot read|.* is not (a function|iterable)|Maximum call)/,
    );
  }
}
