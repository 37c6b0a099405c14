import {setTimeout as pause} from 'node:timers/promises';
import {ConnectorError, configError, findUnencoded} from '@cohort-salesforce/spec';
import type {Pool, PoolClient} from 'pg';
import {knownSecrets} from '../../report/known-secrets.js';

export type Row = Record<string, unknown>;
/** Runs one statement. Values go as parameters, never into the text. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<Row[]>;

const RETRY_MS = 250;
const CONNECT_TIMEOUT_MS = 10_000;
// A statement that waits for a row waits for another save, which is a matter of seconds.
const QUERY_TIMEOUT_MS = 60_000;
// A client that disappears without closing its connection holds its row lock no longer than this.
const IDLE_TIMEOUT_MS = 30_000;
const PATIENCE_MS = 45_000;

/** The store's database. A restart of the server is waited for. */
export class Database {
  readonly #pool: Pool;
  readonly #patienceMs: number;

  private constructor(pool: Pool, patienceMs: number) {
    this.#pool = pool;
    this.#patienceMs = patienceMs;
  }

  static async open(url: string, patienceMs = PATIENCE_MS): Promise<Database> {
    const config = toPoolConfig(url);
    const {default: pg} = await import('pg');
    const pool = new pg.Pool({
      ...config,
      max: 3,
      application_name: 'cohort-salesforce harness',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
      allowExitOnIdle: true,
    });
    // A connection that is lost between two statements is replaced by the next one.
    pool.on('error', () => {});
    // The same while a transaction has it: its next statement fails. Without a listener, the process would end.
    pool.on('connect', client => client.on('error', () => {}));
    return new Database(pool, patienceMs);
  }

  /** One statement by itself, again when the connection is lost: it must be safe to repeat. */
  query(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#persist(async () => (await this.#pool.query(text, [...values])).rows);
  }

  /** A transaction, again as a whole when the connection is lost: `work` must be safe to repeat. */
  transact<Result>(
    work: (query: Query) => Promise<Result>,
    begin = 'BEGIN ISOLATION LEVEL READ COMMITTED',
  ): Promise<Result> {
    return this.#persist(async () => {
      const client = await this.#pool.connect();
      let isLost = true;
      try {
        const result = await inTransaction(client, begin, work);
        isLost = false;
        return result;
      } catch (error) {
        isLost = isPassing(error) || !(await rollBack(client));
        throw error;
      } finally {
        client.release(isLost);
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #persist<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const deadline = performance.now() + this.#patienceMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof ConnectorError) throw error;
        if (!isPassing(error) || performance.now() > deadline) throw explain(error);
        await pause(RETRY_MS);
      }
    }
  }
}

async function inTransaction<Result>(
  client: PoolClient,
  begin: string,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  // For this transaction alone: a connection pooler may give the session to somebody else.
  await client.query(
    `${begin}; SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`,
  );
  const result = await work(
    async (text, values = []) => (await client.query(text, [...values])).rows,
  );
  await client.query('COMMIT');
  return result;
}

async function rollBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

/** Whether it is about the connection or another transaction, and not about what was asked. */
function isPassing(error: unknown): boolean {
  const {code = '', message} = error as {code?: string; message: string};
  if (/^(08|57P0|40|53|25P03)/.test(code)) return true;
  if (/^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOENT)/.test(code)) return true;
  return /terminated|timeout|not queryable|connection (error|ended)/i.test(message);
}

// The driver's own texts name no password, but may name the statement's values.
function explain(error: unknown): ConnectorError {
  const {code = '', message} = error as {code?: string; message: string};
  if (isPassing(error)) {
    return new ConnectorError({
      failure: 'transient_error',
      message: `--store: PostgreSQL does not answer (${code || message}). Look whether the server runs and its address is right, then run again.`,
      cause: error,
    });
  }
  const advice = ADVICE[code] ?? 'Look at the server and its log.';
  return new ConnectorError({
    failure: ADVICE[code] ? 'config_error' : 'system_error',
    message: `--store: PostgreSQL refuses (${code || message}). ${advice}`,
    cause: error,
  });
}

const ADVICE: Readonly<Record<string, string>> = {
  '28P01':
    'The user or the password in the URL is not right. A % in them is written %25: what follows it may have been taken for a code.',
  '28000': 'The server does not let this user in from here.',
  '3D000': 'The URL names a database that is not there: create it with createdb.',
  '42501': 'The user may not create or use the schema cohort_salesforce: GRANT CREATE ON DATABASE.',
  ENOTFOUND: 'The URL names a host that is not known.',
};

/** The URL as the driver takes it. Its password is shown nowhere from now on. */
export function toPoolConfig(url: string): {connectionString: string; ssl?: true} {
  const {host, password} = parseUrl(url);
  if (password) knownSecrets.learn(decodeURIComponent(password));
  // Beyond this machine, only with a certificate, unless the URL says otherwise.
  const isVerified = !/[?&]ssl/.test(url) && !isLocal(host);
  return {connectionString: url, ...(isVerified && {ssl: true})};
}

/** Throws a config error that shows no password. */
function parseUrl(text: string): {host: string; password: string} {
  const isUrl = /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
  const problem = findUnencoded(text);
  if (problem) throw configError(`--store: found a URL that cannot be read. ${problem}`);
  if (!isUrl) {
    throw configError(
      '--store: found something else than the URL of a PostgreSQL database, expected postgresql://HOST:5432/DATABASE with USER:PASSWORD@ before the host. Encode special characters of the password, such as %40 for @.',
    );
  }
  const {hostname, password, searchParams} = new URL(text);
  return {host: hostname || (searchParams.get('host') ?? ''), password};
}

function isLocal(host: string): boolean {
  return host === '' || host.startsWith('/') || /^(localhost|127\.|\[?::1)/.test(host);
}
