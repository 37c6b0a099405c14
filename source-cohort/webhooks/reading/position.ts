import {configError} from '@cohort-salesforce/spec';
import {momentOfName} from '../files/event-files.js';

/** How far a stream has been read: the file, and where its next line begins. */
export interface Position {
  file: string;
  /** In bytes. */
  offset: number;
}

export const START: Position = {file: '', offset: 0};

/** @param state what `toState` gave in an earlier run; undefined or empty in a first one */
export function parsePosition(
  name: string,
  state: Readonly<Record<string, unknown>> | undefined,
): Position {
  if (state === undefined || Object.keys(state).length === 0) return START;
  const {version, file, offset} = state;
  const isFile = file === '' || (typeof file === 'string' && momentOfName(file) !== undefined);
  if (version === 1 && isFile && Number.isSafeInteger(offset) && Number(offset) >= 0) {
    return {file, offset: Number(offset)};
  }
  throw configError(
    `The state of the stream ${name} was not made by the channel "webhooks": expected {"version": 1, "file": "events-....jsonl", "offset": NUMBER}. Reset the stream to read all events again.`,
  );
}

export function toState({file, offset}: Position): Record<string, unknown> {
  return {version: 1, file, offset};
}
