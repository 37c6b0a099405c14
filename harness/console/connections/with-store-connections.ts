import {
  inTemporaryFolder,
  withDatabase,
} from '../../connection-store/postgresql/postgresql-store.js';
import {StoredConnections} from '../../connection-store/postgresql/stored-connections.js';
import type {ConsoleConnections} from './console-connections.js';
import {StoreConnections} from './store-connections.js';

/** Opens the connections of a store for the pages, with a folder of their own that is gone afterwards. */
export function withStoreConnections(
  url: string,
  use: (connections: ConsoleConnections) => Promise<void>,
): Promise<void> {
  // For the commands, which are processes of their own.
  process.env.HARNESS_STORE = url;
  return withDatabase(url, database =>
    inTemporaryFolder(root =>
      use(new StoreConnections({url, stored: new StoredConnections(database), root})),
    ),
  );
}
