import {configError} from '@cohort-salesforce/spec';
import type {ConnectionStore} from './connection-store.js';
import {FileStore} from './file-store.js';

export interface StoreOptions {
  /** A file, or the name of a connection in the store. */
  connection: string;
  stateDir?: string | undefined;
  /** The URL of a database; without it, connections are files. */
  store?: string | undefined;
}

/** Where the connection of a command stands. */
export async function openStore({
  connection,
  stateDir,
  store,
}: StoreOptions): Promise<ConnectionStore> {
  if (store === undefined) return new FileStore(connection, stateDir);
  if (stateDir !== undefined) {
    throw configError(
      'Found both --store and --state-dir. The store keeps states itself: leave --state-dir out.',
    );
  }
  const {PostgresqlStore} = await import('./postgresql/postgresql-store.js');
  return new PostgresqlStore(store, connection);
}
