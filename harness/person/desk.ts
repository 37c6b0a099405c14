import type {LoadedConnection} from '../connection/read-connection.js';
import type {ConnectionWork} from '../sync/connection-work.js';
import type {Workplace} from '../sync/workplace.js';

/** What looking up a person needs of a run. */
export interface Desk {
  loaded: LoadedConnection;
  work: ConnectionWork;
  workplace: Workplace;
}
