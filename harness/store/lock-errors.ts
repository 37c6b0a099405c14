import {dirname} from 'node:path';
import {ConnectorError} from '@cohort-salesforce/spec';
import type {Holder} from './lock-chain.js';

export interface HolderFacts {
  pid: number;
  since: string;
  /** False when it was killed. */
  isAtWork: boolean;
}

/** Another process works on the connection: trying again later may succeed. */
export class RunUnderWay extends ConnectorError {
  constructor(who: string, facts: Readonly<Record<string, unknown>> = {}) {
    super({
      failure: 'transient_error',
      message: `Another run of this connection is under way (${who}). Wait for it to end.`,
      facts,
    });
  }
}

/** The lock is held by a process that is at work. */
export class LockHeld extends RunUnderWay {
  readonly holder: HolderFacts | undefined;

  constructor(path: string, holder: Holder | undefined) {
    const who = holder ? `process ${holder.pid}, since ${holder.since}` : 'another process';
    super(`${who}; ${path}`, {path});
    this.holder = holder && {pid: holder.pid, since: holder.since, isAtWork: true};
  }
}

export function notUsable(path: string, error: unknown): ConnectorError {
  const {code, message} = error as NodeJS.ErrnoException;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const advice = isFull
    ? 'The disk is full: make room.'
    : `Make the folder ${dirname(path)} writable, or name another with --state-dir.`;
  return new ConnectorError({
    failure: isFull || code === 'EIO' ? 'transient_error' : 'config_error',
    message: `The lock ${path} cannot be used (${code ?? message}). ${advice}`,
    cause: error,
  });
}

export function takenOver(path: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Another run of this connection has taken over, because this one was silent for too long (${path}). Wait for it to end.`,
    facts: {path},
  });
}
