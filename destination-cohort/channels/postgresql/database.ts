import {setTimeout as pause} from 'node:timers/promises';
import type {Client, ClientConfig, QueryArrayResult} from 'pg';
import {codeOf, explainError, isPassing} from './explain-error.js';

// A restart of the server takes seconds, a failover up to a minute.
const RETRY_DELAYS_MS: readonly number[] = [100, 300, 1000, 2000, 4000, 8000, 15_000, 30_000];
// A pooler that gives each transaction another connection, as PgBouncer does, loses prepared statements.
const UNKNOWN_STATEMENT = /^(26000|42P05)$/;
// A check must answer soon.
const FEW_RETRIES = 3;

/** Runs one statement. Values go as parameters, never into the text. */
export type Query = (statement: Statement) => Promise<QueryArrayResult['rows']>;

export interface Statement {
  text: string;
  values?: readonly unknown[];
  /** Under which the server keeps it prepared. */
  name?: string;
}

export interface TransactionOptions {
  /** What `begin` has besides: one text, sent as it is. */
  begin: string;
  /** What is being done, for errors. */
  doing: string;
  /** Undoes everything instead of committing. */
  undo?: boolean;
  /** Whether to give up after a second or two. */
  isHurried?: boolean;
}

/** One connection, opened when needed and again when lost; transactions run one after the other. */
export class Database {
  readonly #options: ClientConfig;
  readonly #delays: readonly number[];
  #client: Client | undefined;
  #keepsStatements = true;
  #last: Promise<unknown> = Promise.resolve();
  readonly address: string;

  constructor(
    options: ClientConfig,
    {address, delays}: {address: string; delays?: readonly number[]},
  ) {
    this.#options = options;
    this.#delays = delays ?? RETRY_DELAYS_MS;
    this.address = address;
  }

  /**
   * Runs a transaction to its end, again when the connection is lost or the server asks for it. When the connection is
   * lost at COMMIT nobody knows whether it is committed: `work` must be safe to repeat.
   */
  transact<Result>(
    work: (query: Query) => Promise<Result>,
    options: TransactionOptions,
  ): Promise<Result> {
    const result = this.#last.then(() => this.#persist(work, options));
    this.#last = result.catch(() => {});
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #persist<Result>(
    work: (query: Query) => Promise<Result>,
    options: TransactionOptions,
  ): Promise<Result> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#attempt(work, options);
      } catch (error) {
        if (this.#keepsStatements && UNKNOWN_STATEMENT.test(codeOf(error))) {
          this.#keepsStatements = false;
          continue;
        }
        const delay =
          options.isHurried && attempt === FEW_RETRIES ? undefined : this.#delays[attempt];
        if (!isPassing(error) || delay === undefined) {
          throw explainError(error, `${options.doing} in PostgreSQL at ${this.address}`);
        }
        await pause(delay);
      }
    }
  }

  async #attempt<Result>(
    work: (query: Query) => Promise<Result>,
    {begin, undo = false}: TransactionOptions,
  ): Promise<Result> {
    const client = this.#client ?? (await this.#connect());
    this.#client = client;
    const query: Query = async ({text, name, values = []}) => {
      const statement = {text, values: [...values], rowMode: 'array' as const};
      const isNamed = name !== undefined && this.#keepsStatements;
      return (await client.query(isNamed ? {...statement, name} : statement)).rows;
    };
    try {
      // The level must be this one whatever the database's default is: each statement sees what is committed by then.
      await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED; ${begin}`);
      const result = await work(query);
      await client.query(undo ? 'ROLLBACK' : 'COMMIT');
      return result;
    } catch (error) {
      await this.#rollBack(client);
      throw error;
    }
  }

  // If that fails as well, the server rolls back when the connection is gone.
  async #rollBack(client: Client): Promise<void> {
    try {
      await client.query('ROLLBACK');
    } catch {
      this.#drop(client);
    }
  }

  #drop(client: Client): void {
    if (this.#client === client) this.#client = undefined;
    client.end().catch(() => {});
  }

  async #connect(): Promise<Client> {
    const {default: pg} = await import('pg');
    const client = new pg.Client(this.#options);
    // Without a listener, a connection that is lost between two statements would end the program.
    client.on('error', () => this.#drop(client));
    await client.connect();
    return client;
  }
}
