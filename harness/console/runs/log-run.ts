import {basename} from 'node:path';
import type {Terminal} from '../../report/terminal.js';
import type {CommandRun} from './command-run.js';

/** Logs the start, the warnings and the end of a run in the console's log. */
export function logRun(terminal: Terminal, path: string, run: CommandRun): void {
  const {command} = run;
  const connection = basename(path);
  // Elsewhere than in a log for programs, the connection is known by the text alone.
  const say = (text: string, fields: Readonly<Record<string, unknown>> = {}) =>
    terminal.tell(terminal.isJsonLog ? text : `${connection}: ${text}`, {
      connection,
      fields: {command, ...fields},
    });
  say(`${command} started`);
  run.on('line', line => say(line));
  void run.ended.then(({exitCode, startedAt, endedAt = startedAt, summary}) => {
    const seconds = ((endedAt - startedAt) / 1000).toFixed(1);
    for (const {message, ...fields} of summary?.errors ?? []) say(`error: ${message}`, fields);
    say(`${command} ended with exit code ${exitCode} after ${seconds} s`, {
      exit_code: exitCode,
      ...(summary && {streams: summary.streams, api_calls: summary.api_calls}),
    });
  });
}
