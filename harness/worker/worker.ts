import {setTimeout as pause} from 'node:timers/promises';
import {ConnectorError, toConnectorError} from '@cohort-salesforce/spec';
import {parseSchedule} from '../connection/parse-schedule.js';
import type {
  ScheduledConnection,
  StoredConnections,
} from '../connection-store/postgresql/stored-connections.js';
import {CommandRun, type Launcher} from '../console/runs/command-run.js';
import type {Terminal} from '../report/terminal.js';
import {openQueue, type SyncQueue} from './open-queue.js';

export interface WorkerOptions {
  url: string;
  concurrency: number;
  connections: StoredConnections;
  launcher: Launcher;
  terminal: Terminal;
  signal: AbortSignal;
}

/** What a worker has done since it started. */
export interface WorkerCounts {
  succeeded: number;
  failed: number;
  /** Syncs that this process runs now. */
  running: number;
  /** When it last looked for due connections, in milliseconds since 1970. */
  lookedAt: number;
}

const TICK_MS = 2000;
const ADD_AGAIN_MS = 60_000;

/**
 * Puts syncs that are due into the queue that all workers share, and does those that the queue gives it, each in a process of
 * its own. What was missed while no worker ran is made up for by one sync.
 */
export class Worker {
  readonly counts: WorkerCounts = {succeeded: 0, failed: 0, running: 0, lookedAt: 0};
  readonly #options: WorkerOptions;
  readonly #added = new Map<string, {last_sync: string | null; at: number}>();

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Works until the signal comes, and ends when the syncs under way have written what they have read. */
  async run(): Promise<void> {
    const {url, concurrency, terminal, signal} = this.#options;
    const queue = await openQueue({
      url,
      concurrency,
      sync: name => this.#sync(name),
      warn: message => terminal.warn(`warning: ${message}`),
    });
    terminal.tell(`Working: up to ${concurrency} syncs at once. Press Ctrl-C to stop.`);
    while (!signal.aborted) {
      await this.#addDue(queue).catch(error => {
        terminal.warn(`warning: ${toConnectorError(error).message}`);
      });
      await pause(TICK_MS, undefined, {signal}).catch(() => {});
    }
    await queue.close();
  }

  async #addDue(queue: SyncQueue): Promise<void> {
    const now = Date.now();
    for (const connection of await this.#options.connections.scheduled()) {
      const {name, last_sync} = connection;
      // It is in the queue, unless somebody has removed it there.
      const added = this.#added.get(name);
      const isAdded = added?.last_sync === last_sync && now - added.at < ADD_AGAIN_MS;
      if (isAdded || !isDue(connection)) continue;
      await queue.add(name);
      this.#added.set(name, {last_sync, at: now});
    }
    this.counts.lookedAt = now;
  }

  async #sync(name: string): Promise<void> {
    const {connections, signal, terminal} = this.#options;
    if (signal.aborted) throw stopped(name);
    // Another worker may have done it before it died.
    const [connection] = await connections.scheduled(name);
    if (!connection || !isDue(connection)) return;
    const startedAt = Date.now();
    this.counts.running += 1;
    try {
      const {exitCode, summary} = await this.#runSync(name);
      if (signal.aborted && exitCode !== 0) throw stopped(name);
      const problem = summary?.errors[0]?.message ?? `ended with exit code ${exitCode}`;
      // Of a killed worker: its sync ends by itself, or is taken over.
      if (exitCode === null) throw stopped(name);
      if (summary?.errors.some(({code}) => code === 'UNDER_WAY')) throw transient(problem);
      await connections.noteSync(name, startedAt);
      this.#tell(name, {exitCode, problem, seconds: (Date.now() - startedAt) / 1000});
    } catch (error) {
      terminal.warn(`warning: ${name} is tried again: ${toConnectorError(error).message}`);
      throw error;
    } finally {
      this.counts.running -= 1;
    }
  }

  async #runSync(name: string): Promise<CommandRun> {
    const {launcher, signal} = this.#options;
    // The store's URL has a password: it is in the environment, and not on the command line.
    const run = new CommandRun(launcher, 'sync', ['--connection', name]);
    const stop = () => run.stop();
    signal.addEventListener('abort', stop, {once: true});
    if (signal.aborted) stop();
    await run.ended;
    signal.removeEventListener('abort', stop);
    return run;
  }

  #tell(
    name: string,
    {exitCode, problem, seconds}: {exitCode: number; problem: string; seconds: number},
  ): void {
    const {terminal} = this.#options;
    const took = `${seconds.toFixed(1)} s`;
    if (exitCode === 0) {
      this.counts.succeeded += 1;
      terminal.tell(`${name}: synced in ${took}`);
    } else {
      this.counts.failed += 1;
      terminal.warn(`error: ${name}: failed after ${took}: ${problem}`);
    }
  }
}

function isDue({schedule, last_sync}: ScheduledConnection): boolean {
  if (schedule === null) return false;
  try {
    return parseSchedule(schedule).after(last_sync ? Date.parse(last_sync) : 0) <= Date.now();
  } catch {
    // It was checked when the connection was put.
    return false;
  }
}

function stopped(name: string): ConnectorError {
  return transient(`The sync of ${name} was stopped before its end.`);
}

function transient(message: string): ConnectorError {
  return new ConnectorError({failure: 'transient_error', message});
}
