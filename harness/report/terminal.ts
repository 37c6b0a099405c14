/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  /** Lines of the result. */
  print(text: string): void;
  /** A warning or an error, shown whatever the settings. */
  warn(text: string): void;
  /** Anything that helps a person who watches; not shown when quiet. */
  tell(text: string): void;
  /** Whether someone watches stderr on a terminal that can rewrite a line. */
  isLive: boolean;
}

export function createTerminal({quiet, json}: {quiet: boolean; json: boolean}): Terminal {
  const isLive = Boolean(process.stderr.isTTY) && !quiet && !json && process.env.TERM !== 'dumb';
  const warn = (text: string) => void process.stderr.write(`${text}\n`);
  return {
    print: text => void process.stdout.write(`${text}\n`),
    warn,
    tell: quiet || json ? () => {} : warn,
    isLive,
  };
}
