import {type ChildProcess, spawn} from 'node:child_process';
import {EventEmitter} from 'node:events';
import {createInterface} from 'node:readline';
import {toPlainText} from '@cohort-salesforce/spec';
import {PROGRESS_VARIABLE, type ProgressReport} from '../../report/progress.js';
import type {Summary} from '../../report/summary.js';

/** How this program is started again, for one command. */
export interface Launcher {
  file: string;
  args: readonly string[];
}

export const THIS_PROGRAM: Launcher = {file: process.execPath, args: [process.argv[1] ?? '']};

const MAX_OUTPUT = 20_000_000;
const MAX_LINES = 200;

/**
 * One command of the harness in a process of its own, with its progress, its warnings and what it
 * printed. Emits `change`, and `line` with each line of stderr.
 */
export class CommandRun extends EventEmitter<{change: []; line: [string]}> {
  readonly command: string;
  readonly startedAt = Date.now();
  readonly ended: Promise<this>;
  /** By direction, in the order in which they began. */
  readonly progress = new Map<string, ProgressReport>();
  /** What the command said on stderr, latest last. */
  lines: string[] = [];
  endedAt: number | undefined;
  exitCode: number | null = null;
  isStopping = false;
  #output = '';
  readonly #child: ChildProcess;

  constructor({file, args}: Launcher, command: string, options: readonly string[]) {
    super();
    this.setMaxListeners(0);
    this.command = command;
    this.#child = spawn(file, [...args, command, ...options, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {...process.env, [PROGRESS_VARIABLE]: 'ipc'},
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#output.length < MAX_OUTPUT) this.#output += text;
    });
    if (this.#child.stderr) {
      createInterface({input: this.#child.stderr}).on('line', line => this.#addLine(line));
    }
    this.#child.on('message', message => this.#addProgress(message as {progress?: ProgressReport}));
    this.ended = new Promise(resolve => {
      const end = () => {
        this.endedAt ??= Date.now();
        this.exitCode = this.#child.exitCode;
        this.emit('change');
        resolve(this);
      };
      this.#child.once('close', end).once('error', end);
    });
  }

  get isUnderWay(): boolean {
    return this.endedAt === undefined;
  }

  /** The JSON that the command printed last; undefined when it printed none. */
  get result(): unknown {
    const last = this.#output.trim().split('\n').at(-1) ?? '';
    try {
      return JSON.parse(last);
    } catch {
      return undefined;
    }
  }

  /** The same where the command ends with a summary, as all do that fail. */
  get summary(): Summary | undefined {
    const result = this.result as Summary | undefined;
    return result && 'exit_reason' in result ? result : undefined;
  }

  /** Lets the command write what it has read; a second call does not wait for that. */
  stop(): void {
    this.isStopping = true;
    this.#child.kill('SIGTERM');
    this.emit('change');
  }

  #addLine(text: string): void {
    const line = toPlainText(text);
    if (line === '') return;
    this.lines = [...this.lines, line].slice(-MAX_LINES);
    this.emit('line', line);
    this.emit('change');
  }

  #addProgress({progress}: {progress?: ProgressReport}): void {
    if (!progress) return;
    this.progress.set(progress.label, progress);
    this.emit('change');
  }
}
