import {createWriteStream, type WriteStream} from 'node:fs';
import {mkdir, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {finished} from 'node:stream/promises';
import {type LogLevel, toPlainText} from '@cohort-salesforce/spec';
import {knownSecrets} from './known-secrets.js';
import type {Terminal} from './terminal.js';

const KEPT_LOGS = 50;
const SHOWN: ReadonlySet<LogLevel> = new Set(['FATAL', 'ERROR', 'WARN']);

type DirectionOf = (connector: string) => string | undefined;

interface RunLogOptions {
  secrets: () => readonly string[];
  debug?: boolean | undefined;
  /** In which direction a connector works. */
  directionOf?: DirectionOf | undefined;
}

/** What the connectors say in one run: all of it in a file, warnings and errors also shown. */
export class RunLog {
  readonly path: string | undefined;
  readonly #terminal: Terminal;
  readonly #secrets: () => readonly string[];
  readonly #directionOf: DirectionOf;
  readonly #shown: ReadonlySet<LogLevel>;
  readonly #file: WriteStream | undefined;

  private constructor(
    terminal: Terminal,
    {
      path,
      secrets,
      debug,
      directionOf = () => undefined,
    }: RunLogOptions & {path: string | undefined},
  ) {
    this.#directionOf = directionOf;
    this.#shown = debug ? new Set([...SHOWN, 'DEBUG']) : SHOWN;
    this.path = path;
    this.#terminal = terminal;
    this.#secrets = secrets;
    this.#file =
      path === undefined ? undefined : createWriteStream(path, {flags: 'a', mode: 0o600});
    // A full disk must not end a run because of its log.
    this.#file?.on('error', () => {});
  }

  /** In `folder`, named by time and command; older logs beyond fifty are removed. */
  static async open(
    terminal: Terminal,
    {folder, command, ...options}: RunLogOptions & {folder?: string; command: string},
  ): Promise<RunLog> {
    if (folder === undefined) return new RunLog(terminal, {path: undefined, ...options});
    await mkdir(folder, {recursive: true, mode: 0o700});
    await removeOldest(folder);
    const time = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
    return new RunLog(terminal, {path: join(folder, `${time}-${command}.log`), ...options});
  }

  write(connector: string, level: LogLevel, message: string): void {
    const plain = this.redact(message);
    // A line of a connector's must not look like one of the harness.
    const text = plain.replaceAll('\n', '\n    ');
    this.#file?.write(`${new Date().toISOString()} ${level} ${connector}: ${text}\n`);
    if (!this.#shown.has(level)) return;
    const shown = level.toLowerCase();
    const direction = this.#directionOf(connector);
    const facts = {level: shown, direction, fields: {connector}};
    if (this.#terminal.isJsonLog) this.#terminal.warn(plain, facts);
    else this.#terminal.warn(`${shown}: ${connector}: ${text}`);
  }

  redact(text: string): string {
    for (const secret of this.#secrets()) knownSecrets.learn(secret);
    return toPlainText(knownSecrets.redact(text));
  }

  async close(): Promise<void> {
    if (!this.#file) return;
    this.#file.end();
    await finished(this.#file).catch(() => {});
  }
}

async function removeOldest(folder: string): Promise<void> {
  const logs = (await readdir(folder)).filter(name => name.endsWith('.log')).sort();
  for (const name of logs.slice(0, Math.max(0, logs.length - KEPT_LOGS + 1))) {
    await rm(join(folder, name), {force: true});
  }
}
