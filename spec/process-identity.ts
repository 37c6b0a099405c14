import {execFileSync} from 'node:child_process';
import {readFileSync, readlinkSync} from 'node:fs';
import {hostname} from 'node:os';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own words. */
  started: string;
}

/** The process with a number now; undefined when there is none. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : {pid, started};
}

/** Whether the process has not ended, even when its number was given to another one. */
export function isAlive({pid, started}: ProcessIdentity): boolean {
  return identifyProcess(pid)?.started === started;
}

/** Where a process number means something: this machine, or this container on it. */
export function machineIdentity(): string {
  return [hostname(), readLink('/proc/self/ns/pid'), readText('/proc/sys/kernel/random/boot_id')]
    .filter(Boolean)
    .join(' ');
}

function startedOnLinux(pid: number): string | undefined {
  // The name, in parentheses, may hold anything; the state is the first field after it.
  const fields = readText(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  const isZombie = fields?.[0] === 'Z' || fields?.[0] === 'X';
  return isZombie ? undefined : fields?.[19];
}

function startedElsewhere(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {encoding: 'utf8'}).trim();
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
