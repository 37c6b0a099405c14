import type {Failure, PlannedChange} from '@cohort-salesforce/spec';
import type {Problem} from '../connector/message-handler.js';
import type {StreamTally} from '../pipe/state-ledger.js';

export interface StreamSummary extends Omit<StreamTally, 'acknowledged' | 'written'> {
  direction?: string;
  stream: string;
  written: number;
}

/** Salesforce's own count. */
export interface ApiUsage {
  used: number;
  limit: number;
}

/** What a run came to: the last line on stdout with `--json`. */
export interface Summary {
  status: 'succeeded' | 'failed';
  exit_reason: 'completed' | 'interrupted' | Failure;
  seconds: number;
  streams: StreamSummary[];
  /** By system, or by connector where no system is known. */
  api_calls: Record<string, number>;
  /** What all apps of the org have called in the last 24 hours, and may, as Salesforce last said. */
  api_usage?: ApiUsage;
  errors: Problem[];
  /** What a plan found, in words. */
  examples?: string[];
  /** The same as data: the first few changes of each kind. */
  changes?: (PlannedChange & {direction: string})[];
  /** How many cases of each kind were listed in the connection's folder, such as CONFLICT. */
  listed?: Record<string, number>;
  /** What else the user should know, such as why everything was read. */
  notes?: string[];
  log?: string;
}

export interface RunResult {
  isComplete: boolean;
  streams: StreamSummary[];
  examples?: string[];
  changes?: Summary['changes'];
  notes?: readonly string[];
}

export function summarize(
  {isComplete, streams, examples, changes, notes = []}: RunResult,
  {
    problems,
    apiCalls,
    apiUsage,
    startedAt,
    log,
  }: {
    problems: readonly Problem[];
    apiCalls: Record<string, number>;
    apiUsage?: ApiUsage | undefined;
    startedAt: number;
    log?: string | undefined;
  },
): Summary {
  const isGood = isComplete && problems.length === 0;
  return {
    status: isGood ? 'succeeded' : 'failed',
    exit_reason: isGood ? 'completed' : (problems[0]?.failure ?? 'interrupted'),
    seconds: Math.round(Date.now() - startedAt) / 1000,
    streams,
    api_calls: apiCalls,
    ...(apiUsage && {api_usage: apiUsage}),
    errors: [...problems],
    ...(examples && {examples}),
    ...(changes && {changes}),
    ...(streams.length > 0 && {listed: sumOf(streams.map(({listed}) => listed))}),
    ...(notes.length > 0 && {notes: [...notes]}),
    ...(log !== undefined && {log}),
  };
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [code, count] of counts.flatMap(each => Object.entries(each))) {
    total[code] = (total[code] ?? 0) + count;
  }
  return total;
}

export function toStreamSummary(
  stream: string,
  {acknowledged: _acknowledged, ...counts}: StreamTally,
  direction?: string,
): StreamSummary {
  return {...(direction && {direction}), stream, ...counts};
}

/** 0 done, 1 failed and worth another try, 2 usage or configuration, 130 interrupted by the user. */
export function exitCodeOf({status, exit_reason}: Pick<Summary, 'status' | 'exit_reason'>): number {
  if (status === 'succeeded') return 0;
  if (exit_reason === 'interrupted') return 130;
  return exit_reason === 'config_error' ? 2 : 1;
}
