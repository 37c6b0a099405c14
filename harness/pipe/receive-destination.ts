import type {Readable} from 'node:stream';
import {
  type AirbyteMessage,
  type AirbyteStateMessage,
  type LogLevel,
  MAX_LINE_BYTES,
  parseMessage,
  readLines,
} from '@cohort-salesforce/spec';
import type {MessageHandler} from '../connector/message-handler.js';
import {passOverLongLine} from './pass-over-long-line.js';
import type {StateLedger} from './state-ledger.js';

export interface ReceiveOptions {
  stdout: Readable;
  ledger: StateLedger;
  listener: MessageHandler;
  log(level: LogLevel, message: string): void;
  /** Resolves when the states are on the disk. */
  save(states: readonly AirbyteStateMessage[]): Promise<void>;
}

/** Hears a destination until its stdout ends, and keeps every state that comes back. */
export async function receiveDestination(options: ReceiveOptions): Promise<void> {
  const {stdout, ledger, listener, log, save} = options;
  for await (const lines of readLines(stdout, MAX_LINE_BYTES, passOverLongLine)) {
    const states: AirbyteStateMessage[] = [];
    try {
      for (const line of lines) {
        const message = line.length === 0 ? undefined : parseLine(line, log);
        if (message?.type === 'STATE') states.push(...acknowledge(ledger, message.state));
        else if (message) await listener.handle(message);
      }
    } finally {
      // Also when a later line is wrong: what was acknowledged before it holds.
      if (states.length > 0) await save(states);
    }
  }
}

function acknowledge(ledger: StateLedger, state: AirbyteStateMessage): AirbyteStateMessage[] {
  const kept = ledger.acknowledge(state);
  return kept ? [kept] : [];
}

// A destination's stdout carries no data, only news: what is no message is text for the log.
function parseLine(line: Buffer, log: ReceiveOptions['log']): AirbyteMessage | undefined {
  try {
    const message = parseMessage(line, 0);
    if (message.type !== 'UNKNOWN') return message;
  } catch {}
  log('INFO', line.toString());
  return undefined;
}
