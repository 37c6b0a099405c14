import {setTimeout as pause} from 'node:timers/promises';
import {ConnectorError, configError, toConnectorError} from '@cohort-salesforce/spec';
import type {PgBoss} from 'pg-boss';
import {toPoolConfig} from '../connection-store/postgresql/database.js';

const SCHEMA = 'cohort_salesforce_queue';
const QUEUE = 'sync';
// A worker that was killed is noticed after these two together at the latest.
const HEARTBEAT_SECONDS = 10;
const MONITOR_SECONDS = 5;
const DAY_SECONDS = 86_400;
const STOP_MS = 90_000;
const START_ATTEMPTS = 20;

export interface QueueOptions {
  url: string;
  /** How many syncs this process runs at once. */
  concurrency: number;
  /** Syncs a connection. When it throws, the sync is tried again, here or elsewhere. */
  sync(name: string): Promise<void>;
  /** Called for temporary problems, such as a restart of the database. */
  warn(message: string): void;
}

/** The due syncs of all workers. Each is done by one of them, and by another one when that one dies. */
export interface SyncQueue {
  /** Does nothing while a sync of the connection waits or is under way. */
  add(name: string): Promise<void>;
  /** Resolves when what is under way has ended. */
  close(): Promise<void>;
}

export async function openQueue({url, concurrency, sync, warn}: QueueOptions): Promise<SyncQueue> {
  const boss = await start({url, concurrency, warn});
  await boss.work(QUEUE, {localConcurrency: concurrency, pollingIntervalSeconds: 1}, async jobs => {
    for (const {data} of jobs) {
      const {name} = (data ?? {}) as Record<string, unknown>;
      if (typeof name === 'string') await sync(name);
    }
  });
  return {
    add: async name => {
      await boss.send(QUEUE, {name}, {singletonKey: name});
    },
    close: () => boss.stop({graceful: true, timeout: STOP_MS}),
  };
}

async function start({url, concurrency, warn}: Omit<QueueOptions, 'sync'>): Promise<PgBoss> {
  const {PgBoss} = await loadPgBoss();
  const {connectionString, ssl} = toPoolConfig(url);
  for (let attempt = 1; ; attempt += 1) {
    const boss = new PgBoss({
      connectionString,
      ...(ssl && {ssl}),
      schema: SCHEMA,
      application_name: 'cohort-salesforce worker',
      max: concurrency + 3,
      superviseIntervalSeconds: MONITOR_SECONDS,
      monitorIntervalSeconds: MONITOR_SECONDS,
    });
    // Without a listener, a database that restarts would end the process.
    boss.on('error', error => warn(`The queue: ${toConnectorError(error).message}`));
    try {
      await boss.start();
      await boss.createQueue(QUEUE, {
        policy: 'exclusive',
        retryLimit: 1000,
        retryDelay: 2,
        retryBackoff: true,
        retryDelayMax: 30,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        expireInSeconds: DAY_SECONDS - 1,
        deleteAfterSeconds: 3600,
      });
      return boss;
    } catch (error) {
      await boss.stop({graceful: false, timeout: 0}).catch(() => {});
      // Two that make the tables at once, or a server that starts.
      if (attempt === START_ATTEMPTS) throw notStarted(error);
      await pause(500);
    }
  }
}

/** pg-boss needs a newer Node than everything else, so it is loaded only here. Throws a config error where it cannot be. */
export async function loadPgBoss(): Promise<typeof import('pg-boss')> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 12)) {
    throw configError(
      `--worker needs Node 22.12 or newer, because its job queue, pg-boss 12, does; this is Node ${process.versions.node}. Everything else, also --store, runs on this one.`,
    );
  }
  try {
    return await import('pg-boss');
  } catch {
    throw configError(
      '--worker needs the package pg-boss, which is not installed: npm leaves it out when it installs with an older Node. Install again with this one: npm ci',
    );
  }
}

function notStarted(error: unknown): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `--worker: the job queue in PostgreSQL cannot be opened (${toConnectorError(error).message}). The user must be allowed to create the schema ${SCHEMA}.`,
    cause: error,
  });
}
