import type {StateLedger} from '../pipe/state-ledger.js';
import {formatNumber} from './format-summary.js';
import type {Terminal} from './terminal.js';

const REDRAW_MS = 250;

/** What can be asked of a move while it is under way. */
export interface Underway {
  ledger: StateLedger;
  /** How many records the source expects. */
  estimate: (stream: string) => number | undefined;
  /** How many more calls of its API today the system allows that says so. */
  callsLeft: () => number | undefined;
}

/** What a progress line is drawn from, asked anew each time. */
export interface ProgressFacts extends Underway {
  label: string;
}

/** The progress of one direction as data, for the program that started this one with an IPC channel. */
export interface ProgressReport {
  label: string;
  streams: {stream: string; read: number; written: number; expected?: number | undefined}[];
  callsLeft?: number | undefined;
}

/** Shows the progress of a move while it is awaited. */
export async function withProgress<Result>(
  {terminal, label}: {terminal: Terminal; label: string},
  move: (onStart: (underway: Underway) => void) => Promise<Result>,
): Promise<Result> {
  let hide = () => {};
  try {
    return await move(underway => {
      hide = showProgress(terminal, {label, ...underway});
    });
  } finally {
    hide();
  }
}

// One line that is rewritten in place while records move; nothing where nobody watches, neither a person nor a program.
function showProgress(terminal: Terminal, facts: ProgressFacts): () => void {
  const startedAt = Date.now();
  const draw = () => {
    if (isReporting()) process.send?.({progress: toReport(facts)});
    terminal.show(progressLine(facts, (Date.now() - startedAt) / 1000));
  };
  if (!terminal.isLive && !isReporting()) return () => {};
  const timer = setInterval(draw, REDRAW_MS);
  return () => {
    clearInterval(timer);
    draw();
    terminal.show('');
  };
}

/** Set to `ipc` by the program that wants progress as data. */
export const PROGRESS_VARIABLE = 'HARNESS_PROGRESS';

function isReporting(): boolean {
  return process.connected && process.env[PROGRESS_VARIABLE] === 'ipc';
}

function toReport({label, ledger, estimate, callsLeft}: ProgressFacts): ProgressReport {
  const streams = [...ledger.tallies].map(([stream, {read, acknowledged}]) => {
    return {stream, read, written: acknowledged, expected: estimate(stream)};
  });
  return {label, streams, callsLeft: callsLeft()};
}

/** `import Contact: 120,000 of 200,000 read, 118,000 written, 9,833/s, 9 s left; 84,231 API calls left today`. */
export function progressLine(facts: ProgressFacts, seconds: number): string {
  const {label, ledger, estimate, callsLeft} = facts;
  const parts = [...ledger.tallies].map(([stream, {read, acknowledged}]) => {
    const expected = estimate(stream);
    // What is read is not done: the rate and the time left are those of the slower side.
    const rate = seconds > 0 ? acknowledged / seconds : 0;
    return [
      `${stream}: ${formatNumber(read)}${expected === undefined ? '' : ` of ${formatNumber(expected)}`} read`,
      `${formatNumber(acknowledged)} written`,
      ...(rate > 0 ? [`${formatNumber(Math.round(rate))}/s`] : []),
      ...timeLeft(Math.max(expected ?? 0, read) - acknowledged, rate, expected),
    ].join(', ');
  });
  const left = callsLeft();
  if (left !== undefined) parts.push(`${formatNumber(left)} API calls left today`);
  return `${label} ${parts.join('; ')}`;
}

function timeLeft(remaining: number, rate: number, expected: number | undefined): string[] {
  if (expected === undefined || remaining <= 0 || rate === 0) return [];
  const seconds = Math.ceil(remaining / rate);
  return [seconds < 120 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`];
}
