import type {AddressInfo} from 'node:net';
import {configError} from '@cohort-salesforce/spec';
import {concludeFailed} from '../commands/conclude.js';
import {listenForInterruption} from '../commands/interruption.js';
import type {CommonOptions} from '../commands/options.js';
import {withDatabase} from '../connection-store/postgresql/postgresql-store.js';
import {StoredConnections} from '../connection-store/postgresql/stored-connections.js';
import {THIS_PROGRAM} from '../console/runs/command-run.js';
import {createTerminal} from '../report/terminal.js';
import {startHealthServer} from './health-server.js';
import {loadPgBoss} from './open-queue.js';
import {Worker} from './worker.js';

export interface ServeWorkerOptions extends CommonOptions {
  store: string | undefined;
  concurrency: number;
  host: string;
  port: number;
}

/** Runs due syncs of the connections in a store until a signal comes. */
export async function serveWorker(options: ServeWorkerOptions): Promise<void> {
  const terminal = createTerminal(options);
  const startedAt = Date.now();
  const interruption = listenForInterruption(
    terminal,
    'Stopping: syncs write what they have read.',
  );
  const {signal} = interruption;
  try {
    const url = requireStore(options);
    await loadPgBoss();
    // For the syncs, which are processes of their own.
    process.env.HARNESS_STORE = url;
    await withDatabase(url, async database => {
      const {concurrency} = options;
      const connections = new StoredConnections(database);
      const launcher = THIS_PROGRAM;
      const worker = new Worker({url, concurrency, connections, launcher, terminal, signal});
      const server = await startHealthServer(worker.counts, options);
      const {port} = server.address() as AddressInfo;
      terminal.print(`The worker's health is at http://${options.host}:${port}/healthz`);
      try {
        await worker.run();
      } finally {
        server.close();
        server.closeAllConnections();
      }
    });
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt});
  } finally {
    interruption.dispose();
  }
}

function requireStore({store, concurrency}: ServeWorkerOptions): string {
  if (store === undefined) {
    throw configError(
      'serve --worker needs --store postgresql://HOST/DATABASE, or the environment variable HARNESS_STORE.',
    );
  }
  if (Number.isSafeInteger(concurrency) && concurrency > 0 && concurrency <= 100) return store;
  throw configError(`--concurrency: found ${concurrency}, expected a number from 1 to 100.`);
}
