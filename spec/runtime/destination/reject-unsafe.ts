import {MAX_DEPTH, MAX_RECORD_BYTES} from '../../limits.js';
import {ExactNumber} from '../../lines/exact-json.js';
import {isDeepLine} from '../command-line/require-shallow.js';
import type {InputRecord, Rejection} from './destination.js';

const MAX_KEPT_CHARACTERS = 1000;
const MAX_KEPT_VALUES = 1000;

/**
 * Rejects a record that no destination can handle, whatever its system takes: one that is too large or nested too
 * deep. What is kept of it are its short values, by which it can be found in the source.
 */
export function rejectUnsafe(
  record: InputRecord,
  line: Buffer,
): {record: InputRecord; rejection: Rejection} | undefined {
  const problem = describeProblem(record, line);
  if (!problem) return undefined;
  const kept = {...record, data: shortValuesOf(record.data)};
  return {record: kept, rejection: {status: 'rejected', key: null, ...problem}};
}

/** The rejection of a record that was too long even to be held. */
export function rejectTooLarge(line: number, bytes: number): Rejection {
  return {status: 'rejected', key: null, ...tooLarge(line, bytes)};
}

function tooLarge(line: number, bytes: number) {
  const message = `The record on line ${line} has ${bytes} bytes, at most ${MAX_RECORD_BYTES} can be written. Only its short values are kept here.`;
  return {code: 'RECORD_TOO_LARGE', message};
}

function describeProblem({data, line: lineNumber}: InputRecord, line: Buffer) {
  if (line.length > MAX_RECORD_BYTES) return tooLarge(lineNumber, line.length);
  if (!isDeepLine(data, line)) return undefined;
  const message = `The record is nested more than ${MAX_DEPTH} levels deep. Only its short values are kept here.`;
  return {code: 'RECORD_TOO_DEEP', message};
}

function shortValuesOf(data: Record<string, unknown>): Record<string, unknown> {
  const short = Object.entries(data).filter(([name, value]) => isShort(name) && isShort(value));
  return Object.fromEntries(short.slice(0, MAX_KEPT_VALUES));
}

function isShort(value: unknown): boolean {
  if (value instanceof ExactNumber) return value.text.length <= MAX_KEPT_CHARACTERS;
  if (typeof value === 'string') return value.length <= MAX_KEPT_CHARACTERS;
  return typeof value !== 'object' || value === null;
}
