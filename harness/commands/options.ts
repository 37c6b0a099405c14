import type {Program} from '../connector/find-program.js';
import type {Limits} from '../pipe/pipe-end.js';
import type {LogFormat} from '../report/log-line.js';

/** What every command takes. */
export interface CommonOptions {
  json: boolean;
  quiet: boolean;
  /** Show each request of the connectors. */
  debug?: boolean | undefined;
  /** How stderr is written. */
  logFormat?: LogFormat | undefined;
  /** Seconds; by default as long as Airbyte's platform waits. */
  heartbeat?: number | undefined;
  answerLimit?: number | undefined;
}

export interface ConnectionOptions extends CommonOptions {
  connection: string;
  stateDir: string | undefined;
  /** The URL of a database with connections; then `connection` is a name in it. */
  store?: string | undefined;
  programs: ReadonlyMap<string, Program>;
  /** Where to write what came of the run, for Prometheus. */
  metricsFile?: string | undefined;
  /** Replace stored user ids of nobody where the address matches. */
  relink?: boolean | undefined;
  /** Accept another org or merchant than before. */
  newOrg?: boolean | undefined;
  /** How many people may be changed, whatever limits.max_changes says. */
  allowChanges?: number | undefined;
}

const EXIT_MS = 60_000;

export function limitsOf({heartbeat = 3 * 3600, answerLimit = 24 * 3600}: CommonOptions): Limits {
  return {heartbeatMs: heartbeat * 1000, answerMs: answerLimit * 1000, exitMs: EXIT_MS};
}
