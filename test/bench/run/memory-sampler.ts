import {readdirSync, readFileSync} from 'node:fs';
import {programName} from './program-name.js';

const EVERY_MS = 1000;

interface Series {
  program: string;
  megabytes: number[];
}

/** Notes each second how much of the memory a process and its children hold. */
export class MemorySampler {
  readonly #root: number;
  readonly #series = new Map<number, Series>();
  readonly #timer: NodeJS.Timeout;

  constructor(root: number) {
    this.#root = root;
    this.#timer = setInterval(() => this.#sample(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Those that were there for most of the time. */
  get longLived(): Series[] {
    const all = [...this.#series.values()];
    const longest = Math.max(...all.map(({megabytes}) => megabytes.length));
    return all.filter(({megabytes}) => megabytes.length > longest / 2);
  }

  #sample(): void {
    for (const pid of readdirSync('/proc').map(Number).filter(Boolean)) {
      try {
        this.#note(pid);
      } catch {
        // It has ended since the folder was read.
      }
    }
  }

  #note(pid: number): void {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const parent = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
    const kilobytes = Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1]);
    if ((pid !== this.#root && parent !== this.#root) || !kilobytes) return;
    const series = this.#series.get(pid) ?? {program: programOf(pid), megabytes: []};
    series.megabytes.push(Math.round(kilobytes / 1024));
    this.#series.set(pid, series);
  }
}

function programOf(pid: number): string {
  const [, script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return programName(script);
}
