import {toConnectorError} from '@cohort-salesforce/spec';
import type {Problem} from '../connector/message-handler.js';
import {formatSummary} from '../report/format-summary.js';
import {exitCodeOf, type Summary, summarize} from '../report/summary.js';
import type {Terminal} from '../report/terminal.js';

/** Shows what a run came to, as people or programs read it, and sets the exit code. */
export function conclude(
  summary: Summary,
  {terminal, json}: {terminal: Terminal; json: boolean},
): void {
  process.exitCode = exitCodeOf(summary);
  if (json) terminal.print(JSON.stringify(summary));
  else if (summary.status === 'succeeded') terminal.print(formatSummary(summary, terminal.columns));
  else terminal.warn(formatSummary(summary, terminal.columns));
}

interface Ending {
  terminal: Terminal;
  json: boolean;
  startedAt: number;
}

/** The same for a command that has told people already what it has done. */
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
  return {connector, failure, message};
}

/** What `AbortSignal.throwIfAborted` throws. */
export function isInterruption(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
