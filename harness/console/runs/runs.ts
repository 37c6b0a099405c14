import {CommandRun, type Launcher} from './command-run.js';

const MAX_AT_ONCE = 4;

/** The commands that the console has started: at most one at a time of each connection. */
export class Runs {
  readonly #launcher: Launcher;
  readonly #onStart: (path: string, run: CommandRun) => void;
  readonly #latest = new Map<string, CommandRun>();
  #isClosed = false;

  constructor(launcher: Launcher, onStart: (path: string, run: CommandRun) => void = () => {}) {
    this.#launcher = launcher;
    this.#onStart = onStart;
  }

  /** The latest sync, plan or retry of a connection; it may have ended. */
  latest(path: string): CommandRun | undefined {
    return this.#latest.get(path);
  }

  get canStart(): boolean {
    const underWay = [...this.#latest.values()].filter(run => run.isUnderWay);
    return !this.#isClosed && underWay.length < MAX_AT_ONCE;
  }

  /** Starts a command that is shown as the connection's run; undefined while another one is under way. */
  start(path: string, command: string, options: readonly string[] = []): CommandRun | undefined {
    if (this.#isClosed || this.latest(path)?.isUnderWay) return undefined;
    const run = this.#spawn(path, command, options);
    this.#latest.set(path, run);
    this.#onStart(path, run);
    return run;
  }

  /** Runs a command that only asks, such as check or explain, to its end. */
  ask(path: string, command: string, options: readonly string[] = []): Promise<CommandRun> {
    return this.#spawn(path, command, options).ended;
  }

  /** Stops what is under way, with what it has read written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const underWay = [...this.#latest.values()].filter(run => run.isUnderWay);
    for (const run of underWay) run.stop();
    await Promise.all(underWay.map(run => run.ended));
  }

  #spawn(path: string, command: string, options: readonly string[]): CommandRun {
    return new CommandRun(this.#launcher, command, ['--connection', path, ...options]);
  }
}
