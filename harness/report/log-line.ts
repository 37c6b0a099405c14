import {cleanText} from './clean-text.js';

/** What `--log-format` takes. */
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogFacts {
  /** Without it, the first word of the message decides: `ok:`, `warning:`, `error:`. */
  level?: string | undefined;
  /** The connection's file, without its folder. */
  connection?: string | undefined;
  direction?: string | undefined;
  /** Whatever else is known, as data. */
  fields?: Readonly<Record<string, unknown>> | undefined;
}

const LEVELS: Readonly<Record<string, string>> = {
  ok: 'info',
  note: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  fatal: 'fatal',
};
const FIRST_WORD = /^(ok|note|warn|warning|error|fatal): /;

/** One line of a log for programs, as `--log-format json` shows it. */
export function toLogLine(text: string, facts: LogFacts = {}): string {
  const {level, connection, direction, fields} = facts;
  const [start, word = ''] = FIRST_WORD.exec(text) ?? [''];
  const entry = {
    time: new Date().toISOString(),
    level: level ?? LEVELS[word] ?? 'info',
    connection,
    direction,
    message: level === undefined ? text.slice(start.length).trim() : text.trim(),
    fields,
  };
  return cleanText(JSON.stringify(entry));
}
