import type {LoadedConnection} from '../connection/read-connection.js';
import type {ConnectionRunner} from '../sync/connection-runner.js';
import type {RunContext} from '../sync/run-context.js';

/** What looking up a person needs of a run. */
export interface Desk {
  loaded: LoadedConnection;
  work: ConnectionRunner;
  runContext: RunContext;
}
