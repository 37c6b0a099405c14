import {readFacts} from './connections/facts.js';
import {type ConnectionFile, findConnections} from './connections/find-connections.js';
import type {Runs} from './runs/runs.js';

const TICK_MS = 5000;
const MIN_PAUSE_MS = 60_000;

/**
 * Starts the syncs that are due. What was missed while the console was stopped is made up for by one
 * run, because a connection is due once its next time after the last sync has passed.
 */
export class Scheduler {
  readonly #folder: string;
  readonly #runs: Runs;
  #timer: NodeJS.Timeout | undefined;
  #isTicking = false;

  constructor(folder: string, runs: Runs) {
    this.#folder = folder;
    this.#runs = runs;
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), TICK_MS);
    void this.tick();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Starts whatever is due now; the connections that find no free place are due at the next tick. */
  async tick(now = Date.now()): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      for (const file of await findConnections(this.#folder).catch(() => [])) {
        if (this.#runs.canStart) await this.#startIfDue(file, now);
      }
    } finally {
      this.#isTicking = false;
    }
  }

  async #startIfDue(file: ConnectionFile, now: number): Promise<void> {
    const {nextRun, isPaused, isRunning} = await readFacts(file);
    if (nextRun === undefined || nextRun > now || isPaused || isRunning) return;
    // A run that ended before it reached its history would be due again at once.
    const latest = this.#runs.latest(file.path);
    if (latest && now - latest.startedAt < MIN_PAUSE_MS) return;
    this.#runs.start(file.path, 'sync');
  }
}
