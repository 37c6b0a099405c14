import type {Snapshot} from '../org/index.js';
import type {CsvColumn} from '../soql/index.js';

export const delimiters = {
  COMMA: ',',
  TAB: '\t',
  PIPE: '|',
  SEMICOLON: ';',
  CARET: '^',
  BACKQUOTE: '`',
} as const;

export type DelimiterName = keyof typeof delimiters;

export interface JobFormat {
  columnDelimiter: DelimiterName;
  lineEnding: 'LF' | 'CRLF';
}

/** A bulk query that was run: which records, and how each column is written. */
export interface QueryJob extends JobFormat {
  id: string;
  operation: 'query' | 'queryAll';
  object: string;
  createdById: string;
  version: string;
  createdAt: number;
  positions: Int32Array;
  columns: CsvColumn[];
  snapshot: Snapshot;
  abortedAt?: number;
  failure?: {at: number; message: string};
}

export type JobState = 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';

/** How long jobs wait and run, in milliseconds. */
export interface JobTimes {
  queuedMs: number;
  inProgressMs: number;
}

/** The state at a moment; jobs change their state only by time passing. */
export function stateOf(job: QueryJob, now: number, {queuedMs, inProgressMs}: JobTimes): JobState {
  if (job.abortedAt !== undefined) return 'Aborted';
  const age = now - job.createdAt;
  if (age < queuedMs) return 'UploadComplete';
  if (age < queuedMs + inProgressMs) return 'InProgress';
  return job.failure ? 'Failed' : 'JobComplete';
}
