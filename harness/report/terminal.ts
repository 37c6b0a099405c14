import {basename} from 'node:path';
import {cleanText} from './clean-text.js';
import {type LogFacts, type LogFormat, toLogLine} from './log-line.js';
import {wrapLines} from './wrap.js';

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  /** Lines of the result. */
  print(text: string): void;
  /** A warning or an error, shown whatever the settings. */
  warn(text: string, facts?: LogFacts): void;
  /** Anything that helps a person who watches; not shown when quiet. */
  tell(text: string, facts?: LogFacts): void;
  /** Whether what stands on stderr is one JSON object a line. */
  isJsonLog: boolean;
  /** Shows a line in the place of the one shown before; an empty one leaves the place free. */
  show(line: string): void;
  /** Whether someone watches stderr on a terminal that can rewrite a line. */
  isLive: boolean;
  /** How wide the results are shown; not limited where no terminal shows them. */
  columns: number;
}

type Stream = Pick<NodeJS.WriteStream, 'write'> & Partial<NodeJS.WriteStream>;

// Narrower than this, breaking lines helps nobody.
const MIN_COLUMNS = 20;
const CLEAR_LINE = '\r\u001b[2K';

export interface TerminalOptions {
  quiet: boolean;
  json: boolean;
  logFormat?: LogFormat | undefined;
  /** The connection's file. */
  connection?: string | undefined;
}

export function createTerminal(
  {quiet, json, logFormat, connection}: TerminalOptions,
  {stdout, stderr}: {stdout: Stream; stderr: Stream} = process,
): Terminal {
  const isJsonLog = logFormat === 'json';
  const isLive =
    Boolean(stderr.isTTY) && !quiet && !json && !isJsonLog && process.env.TERM !== 'dumb';
  // What is said takes the place of the line that is rewritten, and does not stand behind it.
  const start = isLive ? CLEAR_LINE : '';
  const show = (text: string, stream: Stream) =>
    inColour(wrapLines(cleanText(text), columnsOf(stream)), stream);
  const about = connection === undefined ? {} : {connection: basename(connection)};
  const warn = (text: string, facts: LogFacts = {}) => {
    const line = isJsonLog ? toLogLine(text, {...about, ...facts}) : show(text, stderr);
    stderr.write(`${start}${line}\n`);
  };
  // A line of JSON on stderr is in nobody's way.
  const isSilent = quiet || (json && !isJsonLog);
  return {
    // A line of JSON stays one, however narrow the terminal.
    print: text => void stdout.write(`${json ? cleanText(text) : show(text, stdout)}\n`),
    warn,
    tell: isSilent ? () => {} : warn,
    isJsonLog,
    show: line => {
      if (isLive)
        stderr.write(
          CLEAR_LINE + cleanText(line).slice(0, Math.max(MIN_COLUMNS, (stderr.columns || 80) - 1)),
        );
    },
    isLive,
    columns: json ? Number.POSITIVE_INFINITY : columnsOf(stdout),
  };
}

function columnsOf({isTTY, columns}: Stream): number {
  return isTTY && columns ? Math.max(MIN_COLUMNS, columns) : Number.POSITIVE_INFINITY;
}

const [RED, GREEN, YELLOW] = [31, 32, 33];
const COLOURS: Readonly<Record<string, number>> = {
  ok: GREEN,
  Done: GREEN,
  warn: YELLOW,
  warning: YELLOW,
  Stopped: YELLOW,
  error: RED,
  fatal: RED,
  Failed: RED,
};
const FIRST_WORDS =
  /^(?:(?:ok|warn|warning|error|fatal)(?=: )|(?:Done|Stopped|Failed)(?= in | after ))/gm;

// A stream knows whether it shows colours, and heeds NO_COLOR.
function inColour(text: string, stream: Stream): string {
  if (!stream.hasColors?.()) return text;
  return text.replace(FIRST_WORDS, word => `\u001b[${COLOURS[word]}m${word}\u001b[39m`);
}
