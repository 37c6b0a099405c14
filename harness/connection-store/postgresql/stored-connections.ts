import {randomUUID} from 'node:crypto';
import {toConnectionName} from '../connection-name.js';
import type {Database, Row} from './database.js';
import {PostgresqlLease, STALE_SECONDS, unknownConnection} from './postgresql-lease.js';
import {SCHEMA} from './schema.js';

export interface ScheduledConnection {
  name: string;
  schedule: string | null;
  /** ISO 8601, of the last sync that a worker started. */
  last_sync: string | null;
}

export interface StoredConnection extends ScheduledConnection {
  is_paused: boolean;
  /** Where a command works on it now. */
  running_on: string | null;
  bytes: number;
  /** Another one after each change of what is kept. */
  version: string;
}

/** The list of connections in the store. */
export class StoredConnections {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By name; only the one of that name, if one is given. */
  async list(name?: string): Promise<StoredConnection[]> {
    const rows = await this.#database.query(
      `SELECT name, schedule, is_paused, last_sync, version,
        CASE WHEN renewed > clock_timestamp() - make_interval(secs => $1) AND lease IS NOT NULL
          THEN holder->>'host' END AS running_on,
        (SELECT coalesce(sum(size), 0) FROM ${SCHEMA}.files WHERE connection = id) AS bytes
      FROM ${SCHEMA}.connections WHERE name = coalesce($2, name) ORDER BY name`,
      [STALE_SECONDS, name ?? null],
    );
    return rows.map(row => ({
      ...toScheduled(row),
      is_paused: row.is_paused === true,
      running_on: row.running_on === null ? null : String(row.running_on),
      bytes: Number(row.bytes),
      version: String(row.version),
    }));
  }

  /** Those with a schedule that is not paused; of that name, if one is given. */
  async scheduled(name?: string): Promise<ScheduledConnection[]> {
    const rows = await this.#database.query(
      `SELECT name, schedule, last_sync FROM ${SCHEMA}.connections
      WHERE schedule IS NOT NULL AND NOT is_paused AND name = coalesce($1, name)`,
      [name ?? null],
    );
    return rows.map(toScheduled);
  }

  /** Does nothing where there is such a connection. */
  async add(name: string): Promise<void> {
    await this.#database.query(
      `INSERT INTO ${SCHEMA}.connections (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
      [randomUUID(), toConnectionName(name)],
    );
  }

  setSchedule(name: string, schedule: string | undefined): Promise<void> {
    return this.#set(name, {column: 'schedule', value: schedule ?? null});
  }

  setPaused(name: string, isPaused: boolean): Promise<void> {
    return this.#set(name, {column: 'is_paused', value: isPaused});
  }

  /** A worker that was frozen may report late: the time never goes back. */
  noteSync(name: string, startedAt: number): Promise<void> {
    return this.#set(
      name,
      {column: 'last_sync', value: new Date(startedAt)},
      'greatest(last_sync, $2)',
    );
  }

  /** With everything that is kept of it. Throws a transient error while a command works on it. */
  async remove(name: string): Promise<void> {
    const lease = await PostgresqlLease.acquire(this.#database, toConnectionName(name));
    try {
      await lease.transact(async query => {
        await query(`DELETE FROM ${SCHEMA}.connections WHERE id = $1`, [lease.id]);
      });
    } finally {
      await lease.release();
    }
  }

  async #set(
    connection: string,
    {column, value}: {column: 'schedule' | 'is_paused' | 'last_sync'; value: unknown},
    expression: '$2' | 'greatest(last_sync, $2)' = '$2',
  ): Promise<void> {
    const name = toConnectionName(connection);
    const rows = await this.#database.query(
      `UPDATE ${SCHEMA}.connections SET ${column} = ${expression} WHERE name = $1 RETURNING id`,
      [name, value],
    );
    if (rows.length === 0) throw unknownConnection(name);
  }
}

function toScheduled({name, schedule, last_sync}: Row): ScheduledConnection {
  return {
    name: String(name),
    schedule: schedule === null ? null : String(schedule),
    last_sync: last_sync instanceof Date ? last_sync.toISOString() : null,
  };
}
