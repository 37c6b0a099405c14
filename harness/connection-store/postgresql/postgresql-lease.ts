import {randomUUID} from 'node:crypto';
import {hostname} from 'node:os';
import {ConnectorError, configError} from '@cohort-salesforce/spec';
import {callName} from '../../report/call-name.js';
import {type HolderFacts, RunUnderWay} from '../../store/lock-errors.js';
import {outliveConnectors} from '../../store/outlive-connectors.js';
import {identifyProcess, isAlive, machineIdentity} from '../../store/process-identity.js';
import type {Database, Query, Row} from './database.js';
import {parseConnectors, parseHolder, type StoredHolder} from './parse-holder.js';
import {SCHEMA} from './schema.js';

const BEAT_MS = 5_000;
/** A holder on another machine that is silent for so long is taken for dead. */
export const STALE_SECONDS = 60;
// Before others may take it for dead, it has stopped to write: its connectors get ten seconds to end.
const GIVE_UP_MS = 40_000;

interface Held {
  id: string;
  name: string;
  token: string;
}

/**
 * The right to work on a connection in the store. Each lease has a token of its own, and every statement that changes
 * what is kept compares it: who has lost the lease changes nothing any more.
 */
export class PostgresqlLease {
  readonly id: string;
  readonly name: string;
  readonly #token: string;
  readonly #database: Database;
  readonly #lost = new AbortController();
  readonly #beat: NodeJS.Timeout;
  #isBeating = false;
  #heardAt = performance.now();

  private constructor(database: Database, {id, name, token}: Held) {
    this.#database = database;
    this.id = id;
    this.name = name;
    this.#token = token;
    this.#beat = setInterval(() => void this.#renew(), BEAT_MS).unref();
  }

  /** Throws a transient error that names the holder when another run is under way. */
  static async acquire(database: Database, name: string): Promise<PostgresqlLease> {
    const token = randomUUID();
    for (;;) {
      const [row] = await database.query(
        `SELECT id, lease, holder, connectors, renewed < clock_timestamp() - make_interval(secs => $2) AS is_silent
        FROM ${SCHEMA}.connections WHERE name = $1`,
        [name, STALE_SECONDS],
      );
      if (!row) throw unknownConnection(name);
      // The answer to an attempt that succeeded may have been lost.
      if (row.lease !== token && !(await tryToTake(database, row, token))) continue;
      return new PostgresqlLease(database, {id: String(row.id), name, token});
    }
  }

  /** Aborted, with the error that says why, once this lease no longer counts. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async addConnector(pid: number, {isWriter}: {isWriter: boolean}): Promise<void> {
    const connector = identifyProcess(pid);
    if (connector)
      await this.set('connectors = connectors || $3::jsonb', [{...connector, isWriter}]);
  }

  /** Changes columns of the connection, if the lease is still held. Values begin at $3. */
  async set(assignments: string, values: readonly unknown[] = []): Promise<void> {
    await this.#fence(this.#database.query.bind(this.#database), assignments, values);
  }

  /**
   * Runs a transaction that nobody who takes the lease over can overlap: it begins with a change of the connection's row, on
   * the condition that the token is still its lease, and a takeover waits for that row.
   */
  transact(work: (query: Query) => Promise<void>): Promise<void> {
    return this.#database.transact(async query => {
      await this.#fence(query, 'version = version + 1');
      await work(async (text, values) => {
        const rows = await query(text, values);
        // While this transaction is open, nobody can take the lease over.
        this.#heardAt = performance.now();
        return rows;
      });
    });
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    await this.#database.query(
      `UPDATE ${SCHEMA}.connections SET lease = NULL, holder = NULL, connectors = '[]'
      WHERE id = $1 AND lease = $2`,
      [this.id, this.#token],
    );
  }

  async #fence(query: Query, assignments: string, values: readonly unknown[] = []): Promise<void> {
    const rows = await query(
      `UPDATE ${SCHEMA}.connections SET renewed = clock_timestamp(), ${assignments}
      WHERE id = $1 AND lease = $2 RETURNING id`,
      [this.id, this.#token, ...values],
    );
    if (rows.length === 0) throw this.#giveUp(takenOver(this.name));
    this.#heardAt = performance.now();
  }

  // A save that is under way renews it, too, and the renewal waits for it.
  async #renew(): Promise<void> {
    if (performance.now() - this.#heardAt > GIVE_UP_MS) this.#giveUp(unheard(this.name));
    if (this.#isBeating) return;
    this.#isBeating = true;
    await this.set('connectors = connectors').catch(() => {});
    this.#isBeating = false;
  }

  #giveUp(reason: ConnectorError): ConnectorError {
    clearInterval(this.#beat);
    this.#lost.abort(reason);
    return reason;
  }
}

function takenOver(name: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Another run of ${name} has taken over, because this one was silent for too long. This run saves nothing more; the other one continues from the last saved state.`,
  });
}

function unheard(name: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `The store's database has not answered for ${GIVE_UP_MS / 1000} seconds, so this run of ${name} stops before another machine may take it over. The next run continues from the last saved state.`,
  });
}

/** Whose lease this is; undefined when nobody holds it. */
export async function findLeaseHolder(
  database: Database,
  name: string,
): Promise<HolderFacts | undefined> {
  const [row] = await database.query(
    `SELECT holder, renewed > clock_timestamp() - make_interval(secs => $2) AS is_heard
    FROM ${SCHEMA}.connections WHERE name = $1 AND lease IS NOT NULL`,
    [name, STALE_SECONDS],
  );
  const holder = row && parseHolder(row.holder);
  if (!row || !holder) return undefined;
  const isHere = holder.machine === machineIdentity();
  return {
    pid: holder.pid,
    since: holder.since,
    isAtWork: isHere ? isAlive(holder) : row.is_heard === true,
  };
}

/** Resolves with false when the lease has changed hands meanwhile; throws when it is held. */
async function tryToTake(
  database: Database,
  {id, lease, holder: stored, connectors, is_silent}: Row,
  token: string,
): Promise<boolean> {
  const holder = parseHolder(stored);
  const isHere = holder?.machine === machineIdentity();
  const isDead = isHere ? !isAlive(holder) : is_silent === true;
  if (lease !== null && !isDead) throw held(holder);
  // Process numbers of another machine mean nothing here.
  if (lease !== null && isHere) await outliveConnectors(parseConnectors(connectors));
  const taken = await database.query(
    `UPDATE ${SCHEMA}.connections
    SET lease = $3, holder = $4, connectors = '[]', renewed = clock_timestamp()
    WHERE id = $1 AND lease IS NOT DISTINCT FROM $2
      AND (lease IS NULL OR $5 OR renewed < clock_timestamp() - make_interval(secs => $6))
    RETURNING id`,
    [id, lease, token, newHolder(), isHere, STALE_SECONDS],
  );
  return taken.length > 0;
}

function newHolder(): StoredHolder {
  const self = identifyProcess(process.pid) ?? {pid: process.pid, started: ''};
  const since = new Date().toISOString();
  return {...self, machine: machineIdentity(), host: hostname(), since};
}

function held(holder: StoredHolder | undefined): ConnectorError {
  const who = holder
    ? `on ${holder.host}, process ${holder.pid}, since ${holder.since}`
    : 'elsewhere';
  return new RunUnderWay(who);
}

export function unknownConnection(name: string): ConnectorError {
  return configError(
    `The store has no connection ${JSON.stringify(name)}. To see which it has: ${callName()} store list. To add one from its file: ${callName()} store put --connection FILE`,
  );
}
