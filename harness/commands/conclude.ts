import {toConnectorError} from '@cohort-salesforce/spec';
import type {Problem} from '../connector/message-handler.js';
import {formatEnd, formatSummary} from '../report/format-summary.js';
import {exitCodeOf, type Summary, summarize} from '../report/summary.js';
import type {Terminal} from '../report/terminal.js';
import {RunUnderWay} from '../store/lock-errors.js';

/** Shows what a run came to, as people or programs read it, and sets the exit code. */
export function conclude(
  summary: Summary,
  {terminal, json}: {terminal: Terminal; json: boolean},
): void {
  process.exitCode = exitCodeOf(summary);
  if (terminal.isJsonLog) logSummary(summary, terminal);
  if (json) terminal.print(JSON.stringify(summary));
  else if (summary.status === 'succeeded') terminal.print(formatSummary(summary, terminal.columns));
  else if (!terminal.isJsonLog) terminal.warn(formatSummary(summary, terminal.columns));
}

// The last line has the summary as data.
function logSummary(summary: Summary, terminal: Terminal): void {
  for (const {message, ...fields} of summary.errors) {
    terminal.warn(message, {level: 'error', fields});
  }
  const {examples: _examples, changes: _changes, errors: _errors, ...fields} = summary;
  const level = LEVEL_OF_END[summary.exit_reason] ?? 'error';
  terminal.warn(formatEnd(summary), {level, fields});
}

const LEVEL_OF_END: Readonly<Record<string, string>> = {completed: 'info', interrupted: 'warn'};

interface Ending {
  terminal: Terminal;
  json: boolean;
  startedAt: number;
}

/** The same for a command that has already printed what it did. */
export function finishQuietly({terminal, json, startedAt}: Ending): void {
  const outcome = {isComplete: true, streams: []};
  const summary = summarize(outcome, {problems: [], apiCalls: {}, startedAt});
  if (json) conclude(summary, {terminal, json});
}

/** The same for a run that could not begin. */
export function concludeFailed(thrown: unknown, {terminal, json, startedAt}: Ending): void {
  conclude(toFailed(thrown, startedAt), {terminal, json});
}

/** The summary of a run that failed before it read anything. */
export function toFailed(thrown: unknown, startedAt: number): Summary {
  const problems = isInterruption(thrown) ? [] : [toProblem(thrown)];
  return summarize({isComplete: false, streams: []}, {problems, apiCalls: {}, startedAt});
}

export function toProblem(thrown: unknown): Problem {
  const {failure, message, facts} = toConnectorError(thrown);
  const connector = typeof facts.connector === 'string' ? facts.connector : 'harness';
  const code = thrown instanceof RunUnderWay && ({code: 'UNDER_WAY'} as const);
  return {connector, failure, message, ...code};
}

/** What `AbortSignal.throwIfAborted` throws. */
export function isInterruption(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
