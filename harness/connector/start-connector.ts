import {type ChildProcess, spawn} from 'node:child_process';
import type {Readable, Writable} from 'node:stream';
import {
  configError,
  DURABILITY_SOCKET,
  RENEWED_CONFIG_FILE,
  SPANS_VARIABLE,
} from '@cohort-salesforce/spec';
import {connectorEnvironment} from './connector-environment.js';
import type {Program} from './find-program.js';
import {type ConnectorCall, toCommandLine} from './to-command-line.js';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running connector. The caller must read its stdout and stderr to the end. */
export interface RunningConnector {
  name: string;
  pid: number;
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Resolves when the process is gone. */
  exited: Promise<Exit>;
  /** Asks it to end, and ends it when it does not within `graceMs`. */
  stop(graceMs?: number): void;
}

const STOP_GRACE_MS = 10_000;

/**
 * Starts a connector in a process group of its own, so that Ctrl-C at a terminal reaches only the
 * harness, which then ends both in order. Rejects when it cannot be started.
 */
export async function startConnector(
  program: Program,
  call: ConnectorCall,
): Promise<RunningConnector> {
  const [file = '', ...args] = toCommandLine(program, call);
  const child = spawn(file, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    // Never this process's own: they belong to another run.
    env: {
      ...connectorEnvironment(),
      [RENEWED_CONFIG_FILE]: call.renewedFile,
      [DURABILITY_SOCKET]: call.durabilitySocket,
      [SPANS_VARIABLE]: call.isTraced ? '1' : undefined,
    },
  });
  const exited = new Promise<Exit>(resolve => {
    child.once('exit', (code, signal) => resolve({code, signal}));
  });
  // Node throws away what an ended process has said and nobody has begun to read.
  for (const stream of [child.stdout, child.stderr]) stream.on('readable', () => {});
  const pid = await started(child, program.name);
  // A reader that is gone shows where it is written to; it must not end the harness.
  child.stdin.on('error', () => {});
  return {
    name: program.name,
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    stop: graceMs => {
      // Its process id may belong to another process once it is gone.
      if (child.exitCode === null && child.signalCode === null) stop(pid, exited, graceMs);
    },
  };
}

function started(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', error => {
      const {code} = error as NodeJS.ErrnoException;
      reject(configError(`Starting ${name}: ${child.spawnfile} cannot be run (${code}).`));
    });
  });
}

function stop(pid: number, exited: Promise<Exit>, graceMs = STOP_GRACE_MS): void {
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  void exited.then(() => clearTimeout(timer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

/** Airbyte's platform takes 0 and 143, the shell's word for SIGTERM, for a good end. */
export function endedWell({code, signal}: Exit): boolean {
  return code === 0 || isTerminated({code, signal});
}

export function isTerminated({code, signal}: Exit): boolean {
  return code === 143 || signal === 'SIGTERM';
}

export function describeExit({code, signal}: Exit): string {
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}
