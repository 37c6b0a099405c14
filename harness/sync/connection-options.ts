import type {LoadedConnection} from '../connection/read-connection.js';
import type {Program} from '../connector/find-program.js';
import type {RunContext} from './run-context.js';

/** What the user says for this run only. */
export interface RunFlags {
  /** Replace stored user ids of nobody where the address matches. */
  relink?: boolean | undefined;
  /** Accept another org or merchant than before. */
  newOrg?: boolean | undefined;
  /** How many people may be changed, whatever limits.max_changes says. */
  allowChanges?: number | undefined;
}

export interface ConnectionWorkOptions {
  loaded: LoadedConnection;
  /** The connection's folder: states, rejects, logs, lock. */
  folder: string;
  runContext: RunContext;
  /** Programs to run instead of the package's own, by connector. */
  programs: ReadonlyMap<string, Program>;
  flags?: RunFlags;
}
